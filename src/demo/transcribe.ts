// Simulated transcription: says how long the sound was, in every format that a client can ask for. Knows nothing of sockets.
import { ok } from '../base/result.ts'
import type { DemoTaskAnswer, DemoTaskHandler } from './do-task.ts'
import { does, unknownModel, wrong } from './task-body.ts'

export const transcribe: DemoTaskHandler = (body, models) => {
  const parts = partsOf(body)
  if (!does(models.get(parts.get('model')?.toString('utf8') ?? ''), 'transcription')) return unknownModel()
  const sound = parts.get('file')
  if (sound === undefined) return wrong('file', 'The file is missing.')
  const seconds = secondsOf(sound)
  const text = `A simulated transcript of ${seconds.toFixed(1)} seconds of sound.`
  return ok(written(text, seconds, parts.get('response_format')?.toString('utf8') ?? 'json'))
}

function written(text: string, seconds: number, format: string): DemoTaskAnswer {
  const end = `00:00:${seconds.toFixed(3).padStart(6, '0')}`
  switch (format) {
    case 'text':
      return { bytes: Buffer.from(`${text}\n`), type: 'text/plain; charset=utf-8' }
    case 'srt':
      return { bytes: Buffer.from(`1\n00:00:00,000 --> ${end.replace('.', ',')}\n${text}\n\n`), type: 'text/plain; charset=utf-8' }
    case 'vtt':
      return { bytes: Buffer.from(`WEBVTT\n\n00:00:00.000 --> ${end}\n${text}\n\n`), type: 'text/vtt; charset=utf-8' }
    case 'verbose_json': {
      const segment = {
        id: 0,
        seek: 0,
        start: 0,
        end: seconds,
        text,
        tokens: [],
        temperature: 0,
        avg_logprob: 0,
        compression_ratio: 1,
        no_speech_prob: 0,
      }
      return { json: { task: 'transcribe', language: 'english', duration: seconds, text, segments: [segment] } }
    }
    default:
      return { json: { text, usage: { type: 'duration', seconds: Math.ceil(seconds) } } }
  }
}

/** The contents of a form by name. */
function partsOf(body: Buffer): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>()
  const delimiter = body.subarray(0, Math.max(0, body.indexOf('\r\n')))
  for (let at = 0; delimiter.length > 0; ) {
    const headEnd = body.indexOf('\r\n\r\n', at)
    const next = headEnd === -1 ? -1 : body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), headEnd + 2)
    if (next === -1) break
    const name = /name="([^"]*)"/.exec(body.toString('latin1', at, headEnd))?.[1] ?? ''
    parts.set(name, body.subarray(headEnd + 4, next))
    at = next + 2
  }
  return parts
}

/** Of plain WAV; anything else is taken for a second. */
function secondsOf(sound: Buffer): number {
  if (sound.length < 44 || sound.toString('latin1', 0, 4) !== 'RIFF') return 1
  return Math.min(59, (sound.length - 44) / sound.readUInt32LE(28))
}
