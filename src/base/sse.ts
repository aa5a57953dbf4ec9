// Server-sent events as bytes: splits a byte stream into the data of its events (WHATWG HTML, section 9.2). Knows no JSON.
// Lines are split before decoding, so a character cut between two reads stays whole.

export interface SseSplitter {
  /** Takes the next bytes; calls back with the data of each complete event. False: one event grew beyond the limit. */
  push(chunk: Buffer, onData: (data: Buffer) => void): boolean
  /** Whether bytes of an unfinished event are waiting: at the end of the stream, a truncation. */
  pending(): boolean
}

const lineFeed = 0x0a
const carriageReturn = 0x0d

export function sseSplitter(eventBytesMax: number): SseSplitter {
  let partial: Buffer[] = []
  let partialBytes = 0
  let lines: Buffer[] = []
  let lineBytes = 0
  let skipLineFeed = false
  let first = true
  let fieldsSeen = false

  function line(bytes: Buffer, onData: (data: Buffer) => void): void {
    let text = bytes
    if (first) {
      first = false
      if (text.length >= 3 && text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) text = text.subarray(3)
    }
    if (text.length === 0) {
      if (lines.length > 0) {
        const data =
          lines.length === 1
            ? (lines[0] as Buffer)
            : Buffer.concat(lines.flatMap((part, index) => (index === 0 ? [part] : [newline, part])))
        lines = []
        lineBytes = 0
        fieldsSeen = false
        onData(data)
      }
      fieldsSeen = false
      return
    }
    if (text[0] === 0x3a) return
    fieldsSeen = true
    // `data:` with or without one space; a bare `data` line is an empty one.
    if (text.length < 4 || text[0] !== 0x64 || text[1] !== 0x61 || text[2] !== 0x74 || text[3] !== 0x61) return
    if (text.length > 4 && text[4] !== 0x3a) return
    const value = text.length <= 5 ? empty : text.subarray(text[5] === 0x20 ? 6 : 5)
    lines.push(value)
    lineBytes += value.length + 1
  }

  /** A read that is one whole event of one line, as most are: its data; undefined for any other. */
  function wholeEvent(chunk: Buffer): Buffer | undefined {
    const end = chunk.length - 2
    if (partialBytes > 0 || lines.length > 0 || skipLineFeed || end < 6 || chunk[end + 1] !== lineFeed || chunk[5] !== 0x20)
      return undefined
    if (chunk[0] !== 0x64 || chunk[1] !== 0x61 || chunk[2] !== 0x74 || chunk[3] !== 0x61 || chunk[4] !== 0x3a) return undefined
    if (chunk.indexOf(lineFeed) !== end || chunk.indexOf(carriageReturn) !== -1) return undefined
    return chunk.subarray(6, end)
  }

  return {
    push(chunk, onData) {
      const whole = wholeEvent(chunk)
      if (whole !== undefined) {
        first = false
        fieldsSeen = false
        if (whole.length + 1 > eventBytesMax) return false
        onData(whole)
        return true
      }
      let start = 0
      const hasReturn = chunk.indexOf(carriageReturn) !== -1
      if (skipLineFeed && chunk.length > 0) {
        skipLineFeed = false
        if (chunk[0] === lineFeed) start = 1
      }
      for (;;) {
        let end = chunk.indexOf(lineFeed, start)
        if (hasReturn) {
          const back = chunk.indexOf(carriageReturn, start)
          if (back !== -1 && (end === -1 || back < end)) end = back
        }
        if (end === -1) break
        const piece = chunk.subarray(start, end)
        if (partialBytes === 0) line(piece, onData)
        else {
          partial.push(piece)
          const whole = Buffer.concat(partial)
          partial = []
          partialBytes = 0
          line(whole, onData)
        }
        if (lineBytes > eventBytesMax) return false
        start = end + 1
        if (chunk[end] === carriageReturn) {
          if (start === chunk.length) skipLineFeed = true
          else if (chunk[start] === lineFeed) start++
        }
      }
      if (start < chunk.length) {
        partial.push(chunk.subarray(start))
        partialBytes += chunk.length - start
      }
      return partialBytes + lineBytes <= eventBytesMax
    },
    pending: () => partialBytes > 0 || lines.length > 0 || fieldsSeen,
  }
}

const newline = Buffer.from('\n')
const empty = Buffer.alloc(0)
