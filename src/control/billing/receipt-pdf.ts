// A receipt as a PDF of one page: text in Helvetica, which every reader has (ISO 32000-1, 9.6.2.2). Knows nothing of what the lines say.
import type { Receipt } from './receipt.ts'

/** A4 in points. */
const page = { width: 595, height: 842, left: 64, value: 220, top: 760 }
const lineHeight = 24
/** Characters of a value that fit the line at its size. */
const valueLengthMax = 60

/** All bytes are ASCII, so the text is the file. Letters beyond Latin-1 are shown as `?`: the HTML form has them. */
export function receiptPdf({ title, lines, note }: Receipt): string {
  const text = [
    textAt(page.left, page.top, 24, title),
    ...lines.flatMap(([label, value], at) => {
      const y = page.top - 56 - at * lineHeight
      return [textAt(page.left, y, 11, label), textAt(page.value, y, 11, shortened(value))]
    }),
    textAt(page.left, page.top - 80 - lines.length * lineHeight, 9, note),
  ].join('\n')
  return fileOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${page.width} ${page.height}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ])
}

/** Objects numbered from 1, then the table of their offsets (7.5.4: lines of exactly 20 bytes). */
function fileOf(objects: readonly string[]): string {
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = file.length
    file += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  return `${file}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`
}

function textAt(x: number, y: number, size: number, text: string): string {
  return `BT /F1 ${size} Tf ${x} ${y} Td (${literal(text)}) Tj ET`
}

function shortened(text: string): string {
  return text.length > valueLengthMax ? `${text.slice(0, valueLengthMax - 3)}...` : text
}

/** A literal string (7.3.4.2): brackets and backslashes escaped, Latin-1 beyond ASCII in octal. */
function literal(text: string): string {
  return Array.from(text)
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 63
      if ('()\\'.includes(letter)) return `\\${letter}`
      if (code >= 32 && code < 127) return letter
      return code >= 160 && code < 256 ? `\\${code.toString(8)}` : '?'
    })
    .join('')
}
