// Bytes that nobody would send on purpose, from bytes that somebody would. The same seed gives the same bytes. Knows no target.
import type { Random } from '../simulation/random.ts'

/** Pieces that parsers have stumbled over: numbers at the edge, names with a meaning of their own, broken UTF-8, controls. */
const pieces: readonly Buffer[] = [
  ...['null', '-0', '1e400', '9007199254740993', '-1', '""', '[]', '{}', '"__proto__"', '"constructor":', '\\u0000', '\\ud800', '\\"'],
  ...[
    'data:',
    'data: ',
    '\n\n',
    '\r\n',
    '\r',
    ':',
    'event: error\n',
    '[DONE]',
    '{"error":',
    '"usage":{',
    '"choices":[',
    '\ufeff',
    '[[[[[[[[',
  ],
].map((text) => Buffer.from(text))
const broken = [Buffer.of(0xc3), Buffer.of(0xff, 0xfe), Buffer.of(0xed, 0xa0, 0x80), Buffer.of(0xf4, 0x90, 0x80, 0x80), Buffer.of(0)]

type Change = (bytes: Buffer, random: Random) => Buffer

function cut(bytes: Buffer, random: Random): readonly [Buffer, Buffer] {
  const at = random.below(bytes.length + 1)
  return [bytes.subarray(0, at), bytes.subarray(at)]
}

const changes: readonly (readonly [number, Change])[] = [
  [4, (bytes, random) => insert(bytes, random.pick(pieces), random)],
  [1, (bytes, random) => insert(bytes, random.pick(broken), random)],
  [2, (bytes, random) => cut(bytes, random)[0]],
  [2, (bytes, random) => cut(bytes, random)[1]],
  [3, flip],
  [2, (bytes, random) => insert(bytes, cut(cut(bytes, random)[1], random)[0].subarray(0, 512), random)],
  [2, remove],
]

function insert(bytes: Buffer, piece: Buffer, random: Random): Buffer {
  const [head, tail] = cut(bytes, random)
  return Buffer.concat([head, piece, tail])
}

function flip(bytes: Buffer, random: Random): Buffer {
  const changed = Buffer.from(bytes)
  if (changed.length > 0) changed[random.below(changed.length)] = random.below(256)
  return changed
}

function remove(bytes: Buffer, random: Random): Buffer {
  const [head, tail] = cut(bytes, random)
  return Buffer.concat([head, cut(tail, random)[1]])
}

const bytesMost = 65_536

/** One of the samples, changed one to eight times. */
export function mutated(samples: readonly Buffer[], random: Random): Buffer {
  let bytes = random.pick(samples)
  for (let left = 1 + random.below(8); left > 0; left--) bytes = random.weighted(changes)(bytes, random)
  return bytes.subarray(0, bytesMost)
}
