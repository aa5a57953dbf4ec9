// Media types and Bedrock's own words for them. Opens nothing.

export type FormatTable = Readonly<Record<string, string>>

export const imageFormats: FormatTable = {
  'image/png': 'png',
  'image/jpeg': 'jpeg',
  'image/jpg': 'jpeg',
  'image/gif': 'gif',
  'image/webp': 'webp',
}

export const documentFormats: FormatTable = {
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/html': 'html',
  'text/plain': 'txt',
  'text/markdown': 'md',
}

export const audioFormats: FormatTable = {
  'audio/mp3': 'mp3',
  'audio/mpeg': 'mp3',
  'audio/opus': 'opus',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/aac': 'aac',
  'audio/flac': 'flac',
  'audio/mp4': 'mp4',
  'audio/ogg': 'ogg',
  'audio/m4a': 'm4a',
  'audio/webm': 'webm',
  'audio/pcm': 'pcm',
}

export function formatOf(table: FormatTable, mediaType: string): string | undefined {
  return Object.hasOwn(table, mediaType) ? table[mediaType] : undefined
}

/** Letters, digits, single blanks, hyphens and brackets are all that the name of a document may have. */
export function documentName(name: string | undefined, number: number): string {
  const clean = (name ?? '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[^A-Za-z0-9 ()[\]-]+/g, '-')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, 150)
  return clean === '' ? `document ${number}` : clean
}
