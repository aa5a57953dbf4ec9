// Streams of legacy completions: what an event says, common events as such events, and the bytes that pass. Knows no sockets.
import { parseJson } from '../base/exact-json.ts'
import { topLevelSpans } from '../base/json-scan.ts'
import { decodeUtf8, utf8Length } from '../base/utf8.ts'
import type { StreamEvent } from '../contract/chat.ts'
import { errorBody } from '../contract/error-bodies.ts'
import type { FinishReason } from '../dialects/common-answer.ts'
import type { AnswerFrame, EventWriter, StreamWriter } from '../dialects/dialect.ts'
import { readError } from '../dialects/openai-chat/errors.ts'
import { wireWords } from '../dialects/openai-chat/finish-words.ts'
import { readUsage, writeUsage } from '../dialects/openai-chat/usage.ts'
import { doneEvent, frameEvent, rewriteChunk, streamFrame } from '../dialects/openai-chat/write-stream.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../dialects/wire-fields.ts'

export function readStreamEvent(data: Uint8Array): StreamEvent {
  const text = decodeUtf8(data)
  if (text.trim() === '[DONE]') return { kind: 'done' }
  const event = parseJson(text)
  const spans = topLevelSpans(data)
  if (!isFields(event) || spans === undefined) return { kind: 'nonsense' }
  if (event['error'] != null) return { kind: 'error', error: readError(event) }
  const choices = listOf(event['choices']).map(fieldsOf)
  const hasUsage = event['usage'] != null
  if (!Array.isArray(event['choices']) && !hasUsage) return { kind: 'other' }
  const outputBytes = choices.reduce((sum, choice) => sum + utf8Length(textOf(choice['text']) ?? ''), 0)
  const finishReason = choices.map((choice) => textOf(choice['finish_reason'])).find((reason) => reason !== null) ?? null
  const usage = hasUsage ? readUsage(event['usage']) : null
  return {
    kind: 'chunk',
    data,
    spans,
    outputBytes,
    hasOutput: outputBytes > 0,
    finishReason,
    usage,
    hasUsage,
    hasChoices: choices.length > 0,
  }
}

export function choicesOf(data: Uint8Array): readonly { readonly index: number; readonly finished: boolean }[] {
  return listOf(fieldsOf(parseJson(decodeUtf8(data)))['choices'])
    .map(fieldsOf)
    .map((choice) => ({ index: numberOf(choice['index']) ?? 0, finished: textOf(choice['finish_reason']) !== null }))
}

/** The events that are ours to write, one after the other. */
function eventsOf(frame: AnswerFrame) {
  let envelope: Fields = { id: `cmpl-${frame.requestId}`, object: 'text_completion', created: frame.createdSeconds, model: frame.model }
  const event = (choices: readonly Fields[], more: Fields = {}): string =>
    JSON.stringify({ ...envelope, choices, ...(frame.includeUsage && { usage: null }), ...more })
  return {
    begun(id: string | null, created: number | null): void {
      envelope = { ...envelope, id: id ?? envelope['id'], created: created ?? envelope['created'] }
    },
    more: (index: number, text: string, reason: string | null = null) => event([{ text, index, logprobs: null, finish_reason: reason }]),
    stop: (by: string, open: readonly number[]) =>
      event(
        open.map((index) => ({ text: '', index, logprobs: null, finish_reason: 'length' })),
        { nexorouter: { stopped_by: by } },
      ),
    usage(counted: Parameters<EventWriter['end']>[0]): readonly string[] {
      if (!frame.includeUsage || counted === null) return []
      const head = JSON.stringify({ ...envelope, choices: [] }).slice(0, -1)
      return [`${head},"usage":${writeUsage(counted.usage, counted.cost())}}`]
    },
    fail: (cause: Parameters<EventWriter['fail']>[0]) => JSON.stringify(errorBody('openai-chat', cause, frame.requestId)),
  }
}

/** Only text has a place here: reasoning is left out, and no tool was offered. */
export function openWriter(frame: AnswerFrame): EventWriter {
  const events = eventsOf(frame)
  const texts = new Set<string>()
  const ended = (reason: FinishReason): string => (reason === 'tool_calls' ? 'stop' : wireWords[reason])
  return {
    write(event) {
      switch (event.kind) {
        case 'begin':
          events.begun(event.id?.replace(/^chatcmpl-/, 'cmpl-') ?? null, event.created)
          return []
        case 'open':
          if (event.what === 'text' || event.what === 'refusal') texts.add(`${event.choice}.${event.part}`)
          return []
        case 'more':
          return texts.has(`${event.choice}.${event.part}`) ? [events.more(event.choice, event.text)] : []
        case 'finish':
          return [events.more(event.choice, '', ended(event.reason))]
        default:
          return []
      }
    },
    stop: (by, open) => [events.stop(by, open)],
    end: (counted) => events.usage(counted),
    fail: (cause) => [events.fail(cause)],
  }
}

/** The provider's own events with the caller's model, the usage last and with the cost in it. */
export function passStream(frame: AnswerFrame): StreamWriter {
  const events = eventsOf(frame)
  const passed = streamFrame(frame.model, frame.includeUsage)
  let begun = false
  return {
    take(chunk, out) {
      if (!begun) {
        begun = true
        const { id, created } = fieldsOf(parseJson(decodeUtf8(chunk.data)))
        events.begun(textOf(id), numberOf(created))
      }
      if (chunk.hasChoices || !chunk.hasUsage) rewriteChunk(chunk, passed, out)
    },
    stop: (by, open, out) => void out.push(frameEvent(events.stop(by, open))),
    end(counted, out) {
      for (const text of events.usage(counted)) out.push(frameEvent(text))
      out.push(doneEvent)
    },
    fail: (cause, out) => void out.push(frameEvent(events.fail(cause))),
  }
}
