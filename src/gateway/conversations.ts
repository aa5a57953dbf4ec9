// Which offer answered a conversation last: its prompt is cached there. Bounded, in memory; a restart forgets. Stores no text, only its digest.
import { createHash } from 'node:crypto'
import { bufferOf } from '../base/byte-text.ts'
import { spanNamed, valueEnd } from '../base/json-scan.ts'
import type { Model } from '../catalog/model.ts'
import type { ChatRequest } from '../contract/chat.ts'
import type { Story } from './story.ts'

export interface Conversations {
  /** The offer that answered last; undefined when none did lately. */
  offerOf(conversation: string, nowMs: number): string | undefined
  answered(conversation: string, offerId: string, nowMs: number): void
}

/** `conversationsMax` of them, each forgotten `keepMs` after its last answer: longer than a provider keeps a prompt for nothing. */
export function createConversations(conversationsMax: number, keepMs: number): Conversations {
  const last = new Map<string, { readonly offerId: string; readonly untilMs: number }>()
  return {
    offerOf(conversation, nowMs) {
      const found = last.get(conversation)
      return found === undefined || found.untilMs < nowMs ? undefined : found.offerId
    },
    answered(conversation, offerId, nowMs) {
      const found = last.get(conversation)
      if (found?.offerId === offerId && found.untilMs - nowMs > keepMs / 2) return
      // Set anew, so that the map's order is that of the last answers.
      last.delete(conversation)
      last.set(conversation, { offerId, untilMs: nowMs + keepMs })
      if (last.size > conversationsMax) for (const [oldest] of last) if (last.delete(oldest)) break
    },
  }
}

/** What clients and coding agents call a session; the first that is there counts. */
const sessionHeaders = ['x-session-id', 'x-session-affinity', 'x-claude-code-session-id', 'session-id', 'session_id']

/** A conversation by its session's name, else by how it opens; the same opening of two accounts is two conversations. */
export function conversationOf({ call, caller }: Story, request: ChatRequest, model: Model): string {
  const hash = createHash('sha1').update(`${caller.accountId} ${model.id} `)
  for (const name of sessionHeaders) {
    const session = call.header(name)
    if (session !== undefined && session !== '') return hash.update(`${name} ${session.slice(0, 256)}`).digest('base64')
  }
  for (const part of openingOf(request)) hash.update(part)
  return hash.digest('base64')
}

/** Members that stand before a conversation, and those that hold its turns, in the words of all dialects. */
const before = ['system', 'systemInstruction', 'instructions']
const turns = ['messages', 'contents', 'input']
/** An opening of this many bytes tells conversations apart; hashing more would cost every request more. */
const openingBytesMax = 16_384
const setup = /"role"\s*:\s*"(?:system|developer)"/

/** The instructions and everything up to the end of the first turn that is not one: what stays the same as a conversation grows. */
export function openingOf({ bytes, spans }: Pick<ChatRequest, 'bytes' | 'spans'>): readonly Uint8Array[] {
  const parts: Uint8Array[] = []
  for (const name of before) {
    const span = spanNamed(bytes, spans, name)
    if (span !== undefined) parts.push(bytes.subarray(span.valueStart, Math.min(span.valueEnd, span.valueStart + openingBytesMax)))
  }
  for (const name of turns) {
    const span = spanNamed(bytes, spans, name)
    if (span === undefined) continue
    const end = Math.min(firstTurnEnd(bytes, span.valueStart, span.valueEnd), span.valueStart + openingBytesMax)
    parts.push(bytes.subarray(span.valueStart, end))
  }
  return parts
}

/** Where the first turn ends that is neither of the system nor of its developer; a text alone is a turn. */
function firstTurnEnd(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 0x5b) return end
  let at = start + 1
  while (at < end && at - start < openingBytesMax) {
    const byte = bytes[at] as number
    // Commas and white space between turns.
    if (byte === 0x2c || byte <= 0x20) {
      at++
      continue
    }
    const turnEnd = valueEnd(bytes, at)
    if (turnEnd <= at) return end
    const head = bufferOf(bytes).toString('latin1', at, Math.min(turnEnd, at + 4_096))
    if (!setup.test(head)) return turnEnd
    at = turnEnd
  }
  return end
}
