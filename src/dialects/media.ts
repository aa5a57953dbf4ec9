// Images, documents and sounds between data URLs, base64 with a type, and URLs. Opens none of them.
import type { CommonPart, MediaSource } from './common-request.ts'

/** `data:image/png;base64,AAAA` as its parts; any other text is a URL. */
export function mediaFrom(url: string): MediaSource {
  const match = /^data:([^;,]{1,100})(?:;[^,;]{0,100})*;base64,/i.exec(url.slice(0, 400))
  return match === null
    ? { kind: 'url', url }
    : { kind: 'base64', mediaType: (match[1] as string).toLowerCase(), data: url.slice(match[0].length) }
}

/** The way back. Text has no URL. */
export function urlOf(source: MediaSource): string | null {
  switch (source.kind) {
    case 'url':
      return source.url
    case 'base64':
      return `data:${source.mediaType};base64,${source.data}`
    case 'text':
      return null
  }
}

/** What of a document has no word in wires that know only its bytes and its name; one that is a text becomes a plain text there, without a name. */
export function unsaidOf({ source, name, context, cited }: Extract<CommonPart, { kind: 'document' }>): string[] {
  return [
    ...(source.kind === 'text' && name !== undefined ? ['messages.document.title'] : []),
    ...(context === undefined ? [] : ['messages.document.context']),
    ...(cited === true ? ['messages.document.citations'] : []),
  ]
}
