// Common events -> the chunks of a Gemini stream. Calls come whole here, so their arguments wait until they are. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { errorBody } from '../../contract/error-bodies.ts'
import type { CommonEvent, FinishReason, PartOpening } from '../common-answer.ts'
import type { Signature } from '../common-request.ts'
import type { AnswerFrame, EventWriter } from '../dialect.ts'
import type { PartEvent } from '../take-turns.ts'
import { type Fields, isFields, present } from '../wire-fields.ts'
import { wireWords } from './finish-words.ts'
import { logprobsTo } from './logprobs.ts'
import { proofText } from './proofs.ts'
import { writeUsage } from './usage.ts'

interface PartState extends PartOpening {
  input: string
  signature?: Signature
}

export function openWriter(frame: AnswerFrame): EventWriter {
  const parts = new Map<string, PartState>()
  const ended: Fields[] = []
  const sources = new Map<number, Fields[]>()
  let head: Fields = { modelVersion: frame.model, responseId: frame.requestId }
  let stopped: Fields = {}
  const chunk = (choice: number, part: Fields): string =>
    JSON.stringify({ candidates: [{ content: { role: 'model', parts: [part] }, index: choice }], ...head })
  const finished = (choice: number, reason: FinishReason): void => {
    const cited = sources.get(choice)
    const citations = cited === undefined ? undefined : { citationSources: cited }
    ended.push(
      present({ content: { role: 'model', parts: [] }, finishReason: wireWords[reason], index: choice, citationMetadata: citations }),
    )
  }
  const take = (event: PartEvent): string[] => {
    const name = `${event.choice}.${event.part}`
    if (event.kind === 'open') parts.set(name, { what: event.what, ...idOf(event), input: '' })
    const state = parts.get(name)
    if (state === undefined) return []
    switch (event.kind) {
      case 'open':
        return []
      case 'more':
        if (isCall(state)) state.input += event.text
        return isCall(state) ? [] : [chunk(event.choice, present({ text: event.text, thought: isThought(state) ? true : undefined }))]
      case 'signature':
        if (isCall(state)) state.signature = event.signature
        // An empty thought with the proof alone: it closes the thought before it.
        return isThought(state) && event.signature.text + event.signature.from !== ''
          ? [chunk(event.choice, { text: '', thought: true, thoughtSignature: proofText(event.signature) })]
          : []
      case 'citation':
        sources.set(event.choice, [
          ...(sources.get(event.choice) ?? []),
          present({ uri: event.citation.url ?? undefined, title: event.citation.title ?? undefined }),
        ])
        return []
      case 'close':
        return isCall(state) ? [chunk(event.choice, callPart(state))] : []
    }
  }
  return {
    write(event: CommonEvent) {
      switch (event.kind) {
        case 'begin':
          head = { ...head, responseId: event.id ?? frame.requestId }
          return []
        case 'logprobs': {
          const weighed = { content: { role: 'model', parts: [] }, index: event.choice, logprobsResult: logprobsTo(event.tokens) }
          return [JSON.stringify({ candidates: [weighed], ...head })]
        }
        case 'finish':
          finished(event.choice, event.reason)
          return []
        default:
          return take(event)
      }
    },
    stop(by, open) {
      for (const index of open) finished(index, 'length')
      stopped = { nexorouter: { stopped_by: by } }
      return []
    },
    end(counted) {
      const body = JSON.stringify({ candidates: ended, ...head, ...stopped }).slice(0, -1)
      return [counted === null ? `${body}}` : `${body},"usageMetadata":${writeUsage(counted.usage, counted.cost())}}`]
    },
    fail: (cause) => [JSON.stringify(errorBody('gemini', cause, frame.requestId))],
  }
}

function idOf({ callId, name }: PartOpening): { callId?: string; name?: string } {
  return { ...(callId !== undefined && { callId }), ...(name !== undefined && { name }) }
}

function isCall({ what }: PartOpening): boolean {
  return what === 'tool_call' || what === 'custom_call'
}

function isThought({ what }: PartOpening): boolean {
  return what === 'reasoning' || what === 'redacted'
}

function callPart({ callId, name, input, signature }: PartState): Fields {
  const args = parseJson(input === '' ? '{}' : input)
  const functionCall = present({ id: callId, name, args: isFields(args) ? args : { input } })
  return present({ functionCall, thoughtSignature: signature === undefined ? undefined : proofText(signature) })
}
