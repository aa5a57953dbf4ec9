// The names of the objects of one JSON body while it is scanned: whether one comes twice, in disguise too. Knows no syntax around them.
import { bufferOf } from './byte-text.ts'

/** Names seen in one object: hashes and places while they are few, a set of texts (whose hash nobody can aim at) once they are many. */
interface NamesSeen {
  /** How many of the lists' places count; what lies behind them is of an earlier object. */
  count: number
  hashes: number[]
  /** The name itself where escapes hide it; otherwise its place. */
  places: (string | number)[]
  ends: number[]
  many: Set<string> | undefined
  /** Of the name that is being added; and what it says, where escapes hide that. */
  hash: number
  said: string | undefined
}

const fewNames = 24

/** One per depth, kept between scans: a scan never waits, so there is one at a time, and lists per object of every body are much garbage. */
const namesByDepth: NamesSeen[] = []

/** An object begins at this depth. */
export function beginNames(depth: number): void {
  const seen = namesByDepth[depth]
  if (seen === undefined) namesByDepth[depth] = { count: 0, hashes: [], places: [], ends: [], many: undefined, hash: 0, said: undefined }
  else {
    seen.count = 0
    seen.many = undefined
  }
}

/** Those of the object that began last at this depth. */
export function namesAt(depth: number): NamesSeen {
  return namesByDepth[depth] as NamesSeen
}

export function textBetween(bytes: Uint8Array, start: number, end: number): string {
  return bufferOf(bytes).toString('utf8', start, end)
}

function nameAt(seen: NamesSeen, bytes: Uint8Array, index: number): string {
  const place = seen.places[index] as string | number
  return typeof place === 'string' ? place : textBetween(bytes, place, seen.ends[index] as number)
}

/** As addName, for a name with escapes: it may be one of the others in disguise. */
export function addEscaped(seen: NamesSeen, bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    seen.said = JSON.parse(`"${textBetween(bytes, start, end)}"`) as string
  } catch {
    return undefined // the syntax is wrong here; JSON.parse of the whole says how
  }
  seen.hash = 0
  for (const byte of Buffer.from(seen.said)) seen.hash = (Math.imul(seen.hash, 31) + byte) | 0
  const twin = addName(seen, bytes, start, end)
  seen.said = undefined
  return twin
}

/** Adds a name, whose hash is there already; the name again when the object had it. */
export function addName(seen: NamesSeen, bytes: Uint8Array, start: number, end: number): string | undefined {
  const { hash, said } = seen
  if (seen.many === undefined) {
    for (let index = 0; index < seen.count; index++) {
      if (seen.hashes[index] !== hash) continue
      const name = said ?? textBetween(bytes, start, end)
      if (nameAt(seen, bytes, index) === name) return name
    }
    if (seen.count < fewNames) {
      seen.hashes[seen.count] = hash
      seen.places[seen.count] = said ?? start
      seen.ends[seen.count] = end
      seen.count += 1
      return undefined
    }
    seen.many = new Set(seen.hashes.map((_, index) => nameAt(seen, bytes, index)))
  }
  const name = said ?? textBetween(bytes, start, end)
  if (seen.many.has(name)) return name
  seen.many.add(name)
  return undefined
}
