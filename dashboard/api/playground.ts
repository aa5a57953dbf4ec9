// Runs one request of the Playground with a short-lived token. The page never holds a key.
import type { PlaygroundTokenJson } from '../../src/contract/playground-api.ts'
import { addChunk, noAnswer, type PlayedAnswer, splitEvents } from '../format/answer-stream.ts'
import type { ChatBody } from '../format/playground.ts'
import { ask, problemOf } from './client.ts'

/** What is left of a token's life when a new one is taken: enough for an answer to begin. */
const spareMs = 60_000
const tokens = new Map<string, PlaygroundTokenJson>()

/** Bound to the key's scope, limits and budget; kept in memory only. */
async function tokenFor(keyId: string): Promise<string> {
  const kept = tokens.get(keyId)
  if (kept !== undefined && Date.parse(kept.expires_at) - Date.now() > spareMs) return kept.token
  const made = await ask<PlaygroundTokenJson>('POST', '/playground-tokens', { body: { key_id: keyId } })
  tokens.set(keyId, made)
  return made.token
}

export interface PlayedRun {
  readonly answer: PlayedAnswer
  readonly requestId: string | null
  readonly firstTokenMs: number | null
  readonly totalMs: number | null
}

interface Play {
  readonly keyId: string
  readonly body: ChatBody
  readonly signal: AbortSignal
  readonly onProgress: (run: PlayedRun) => void
}

/** Reports as the answer comes in; a refusal is thrown. */
export async function play({ keyId, body, signal, onProgress }: Play): Promise<void> {
  const token = await tokenFor(keyId)
  const begun = performance.now()
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    signal,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok || response.body === null) throw await problemOf(response)
  const requestId = response.headers.get('x-request-id')
  let run: PlayedRun = { answer: noAnswer, requestId, firstTokenMs: null, totalMs: null }
  const report = (answer: PlayedAnswer, over: boolean): void => {
    const elapsed = performance.now() - begun
    const spoke = answer.text !== '' || answer.reasoning !== '' || answer.tools.length > 0
    run = { answer, requestId, firstTokenMs: run.firstTokenMs ?? (spoke ? elapsed : null), totalMs: over ? elapsed : null }
    onProgress(run)
  }
  if (body['stream'] === true) await readStream(response.body, (answer) => report(answer, false))
  else report(addChunk(noAnswer, await response.text()), false)
  report(run.answer, true)
}

async function readStream(body: ReadableStream<Uint8Array>, onAnswer: (answer: PlayedAnswer) => void): Promise<void> {
  const decoder = new TextDecoder()
  let answer = noAnswer
  let rest = ''
  for await (const bytes of body) {
    const cut = splitEvents(rest, decoder.decode(bytes, { stream: true }))
    rest = cut.rest
    for (const data of cut.events) answer = addChunk(answer, data)
    if (cut.events.length > 0) onAnswer(answer)
  }
}
