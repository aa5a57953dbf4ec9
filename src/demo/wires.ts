// Which wire a request came over, by its path; what the vendors' paths say of model and streaming. Knows no bodies.
import { anthropicMessages } from './anthropic-messages/wire.ts'
import { readCount as countOfMessages } from './anthropic-messages/read-ask.ts'
import { gemini } from './gemini/wire.ts'
import { readCount as countOfContents } from './gemini/read-ask.ts'
import { openaiChat } from './openai-chat/wire.ts'
import { openaiResponses } from './openai-responses/wire.ts'
import type { DemoWire, InPath } from './wire.ts'

/** What is asked at a path: an answer, or how many tokens a prompt has. */
export interface Spoken {
  readonly wire: DemoWire
  readonly inPath: InPath
  readonly countsOnly: boolean
}

const notInPath: InPath = { model: '', stream: false }
const answers = (wire: DemoWire): Spoken => ({ wire, inPath: notInPath, countsOnly: false })

const byPath: Readonly<Record<string, Spoken>> = {
  '/v1/chat/completions': answers(openaiChat),
  '/v1/responses': answers(openaiResponses),
  '/v1/messages': answers(anthropicMessages),
  '/v1/messages/count_tokens': { wire: { ...anthropicMessages, read: countOfMessages }, inPath: notInPath, countsOnly: true },
}

const geminiPath = /^\/v1beta\/models\/([^/:]{1,200}):(generateContent|streamGenerateContent|countTokens)$/
const geminiCounting: DemoWire = { ...gemini, read: countOfContents }

/** Undefined: nobody answers conversations at this path. */
export function spokenAt(path: string): Spoken | undefined {
  const known = Object.hasOwn(byPath, path) ? byPath[path] : undefined
  if (known !== undefined) return known
  const [, model = '', verb] = geminiPath.exec(path) ?? []
  if (verb === undefined) return undefined
  const countsOnly = verb === 'countTokens'
  const inPath = { model: decodeURIComponent(model), stream: verb === 'streamGenerateContent' }
  return { wire: countsOnly ? geminiCounting : gemini, inPath, countsOnly }
}

/** The wire in which an address is refused. */
export function wireOf(path: string): DemoWire {
  return path.startsWith('/v1beta/') ? gemini : path.startsWith('/v1/messages') ? anthropicMessages : openaiChat
}
