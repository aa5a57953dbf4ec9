// Simulated speech: a tone for each character, its height by the character, as WAV or as bare samples. Knows nothing of sockets.
import { ok } from '../base/result.ts'
import type { DemoTaskHandler } from './do-task.ts'
import { readTask, wrong } from './task-body.ts'

const rate = 8_000
const samplesPerCharacter = 400
const charactersMax = 4_096

export const speak: DemoTaskHandler = (body, models) => {
  const read = readTask(body, 'speech', models)
  if (!read.ok) return read
  const { input, response_format: format } = read.value
  if (typeof input !== 'string' || input === '') return wrong('input', 'The input is a text.')
  const characters = Array.from(input)
  if (characters.length > charactersMax) return wrong('input', `At most ${charactersMax} characters.`)
  const samples = hum(characters)
  if (format === 'pcm') return ok({ bytes: samples, type: 'audio/pcm' })
  return ok({ bytes: Buffer.concat([wavHead(samples.length), samples]), type: 'audio/wav' })
}

function hum(characters: readonly string[]): Buffer {
  const samples = Buffer.alloc(characters.length * samplesPerCharacter * 2)
  characters.forEach((character, index) => {
    const hertz = character.trim() === '' ? 0 : 200 + ((character.codePointAt(0) ?? 0) % 60) * 10
    for (let at = 0; at < samplesPerCharacter; at++) {
      const value = Math.sin((2 * Math.PI * hertz * at) / rate) * 8_000
      samples.writeInt16LE(Math.round(value), (index * samplesPerCharacter + at) * 2)
    }
  })
  return samples
}

/** Sixteen bits, one channel. */
function wavHead(bytes: number): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * 2, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(bytes, 40)
  return head
}
