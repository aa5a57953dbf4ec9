// Whole answers of this dialect: reading one, cutting one into stream events, and joining stream events into one. Knows no sockets.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8, encodeUtf8, utf8Length } from '../../base/utf8.ts'
import type { EventJoiner, WholeAnswer } from '../dialect.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, textOf } from '../wire-fields.ts'
import { finishWord, isMalformed } from './finish-words.ts'
import { readUsage } from './usage.ts'

export function readWholeAnswer(bytes: Uint8Array): WholeAnswer {
  const value = parseJson(decodeUtf8(bytes))
  if (!isFields(value)) return { kind: 'nonsense' }
  const content = fieldsOf(fieldsOf(value['output'])['message'])['content']
  const reason = textOf(value['stopReason'])
  if (value['type'] === 'error' || (reason !== null && isMalformed(reason))) return { kind: 'error', value }
  if (!Array.isArray(content)) return textOf(value['message']) === null ? { kind: 'nonsense' } : { kind: 'error', value }
  const outputBytes = content.reduce((sum: number, block) => sum + blockBytes(fieldsOf(block)), 0)
  const finishReason = reason === null ? null : finishWord(reason)
  const completion = { finishReason, usage: readUsage(value['usage']), outputBytes, hasOutput: outputBytes > 0 }
  return { kind: 'answer', completion, value }
}

function blockBytes(block: Fields): number {
  const call = fieldsOf(block['toolUse'])
  const cited = listOf(fieldsOf(block['citationsContent'])['content']).map((one) => fieldsOf(one)['text'])
  const thought = fieldsOf(fieldsOf(block['reasoningContent'])['reasoningText'])['text']
  const input = call['input'] === undefined ? undefined : JSON.stringify(call['input'])
  return [block['text'], thought, call['name'], input, ...cited].reduce(
    (sum: number, text) => sum + (typeof text === 'string' ? utf8Length(text) : 0),
    0,
  )
}

/** A whole answer as the data of stream events, for an upstream that answers JSON to a streamed request. */
export function cutIntoEvents({ output, stopReason, additionalModelResponseFields, ...rest }: Fields): Uint8Array[] {
  const { role, content } = fieldsOf(fieldsOf(output)['message'])
  const events: Fields[] = [{ messageStart: { role } }]
  for (const [contentBlockIndex, block] of listOf(content).map(fieldsOf).entries()) {
    const { start, deltas } = cutBlock(block)
    if (start !== undefined) events.push({ contentBlockStart: { start, contentBlockIndex } })
    for (const delta of deltas) events.push({ contentBlockDelta: { delta, contentBlockIndex } })
    events.push({ contentBlockStop: { contentBlockIndex } })
  }
  const more = additionalModelResponseFields === undefined ? {} : { additionalModelResponseFields }
  events.push({ messageStop: { stopReason: stopReason ?? 'end_turn', ...more } }, { metadata: rest })
  return events.map((event) => encodeUtf8(JSON.stringify(event)))
}

function cutBlock(block: Fields): { readonly start?: Fields; readonly deltas: readonly Fields[] } {
  if (block['toolUse'] !== undefined) {
    const { input, ...call } = fieldsOf(block['toolUse'])
    return { start: { toolUse: call }, deltas: [{ toolUse: { input: JSON.stringify(input ?? {}) } }] }
  }
  if (block['reasoningContent'] !== undefined) {
    const { reasoningText, redactedContent } = fieldsOf(block['reasoningContent'])
    if (redactedContent !== undefined) return { deltas: [{ reasoningContent: { redactedContent } }] }
    const { text, signature } = fieldsOf(reasoningText)
    const proof = signature === undefined ? [] : [{ reasoningContent: { signature } }]
    return { deltas: [{ reasoningContent: { text: text ?? '' } }, ...proof] }
  }
  if (block['citationsContent'] !== undefined) {
    const { content, citations } = fieldsOf(block['citationsContent'])
    const texts = listOf(content).map((one) => ({ text: textOf(fieldsOf(one)['text']) ?? '' }))
    return { deltas: [...texts, ...listOf(citations).map((citation) => ({ citation }))] }
  }
  return { deltas: typeof block['text'] === 'string' ? [{ text: block['text'] }] : [] }
}

interface BlockSoFar {
  call?: Fields
  text: string
  thought?: Fields
  citations: unknown[]
}

/** Blocks of one answer; a larger number is nonsense. */
const blocksMax = 10_000

/** Joins stream events into one answer, for offers that only stream. Feed it the parsed data of each event, in order. */
export function joinEvents(): EventJoiner {
  const blocks = new Map<number, BlockSoFar>()
  let role: unknown = 'assistant'
  let rest: Fields = {}
  const blockAt = (event: Fields): BlockSoFar => {
    const index = Math.min(numberOf(event['contentBlockIndex']) ?? 0, blocksMax)
    const known = blocks.get(index) ?? { text: '', citations: [] }
    blocks.set(index, known)
    return known
  }
  return {
    add(value) {
      const event = fieldsOf(value)
      if (event['messageStart'] !== undefined) role = fieldsOf(event['messageStart'])['role'] ?? role
      if (event['contentBlockStart'] !== undefined) {
        const start = fieldsOf(event['contentBlockStart'])
        blockAt(start).call = fieldsOf(fieldsOf(start['start'])['toolUse'])
      }
      if (event['contentBlockDelta'] !== undefined) {
        const grown = fieldsOf(event['contentBlockDelta'])
        addDelta(blockAt(grown), fieldsOf(grown['delta']))
      }
      if (event['messageStop'] !== undefined) rest = { ...rest, ...fieldsOf(event['messageStop']) }
      if (event['metadata'] !== undefined) rest = { ...rest, ...fieldsOf(event['metadata']) }
    },
    completion() {
      const content = [...blocks].sort(([a], [b]) => a - b).flatMap(([, block]) => blocksFrom(block))
      return { output: { message: { role, content } }, ...rest }
    },
  }
}

function addDelta(block: BlockSoFar, delta: Fields): void {
  block.text += textOf(delta['text']) ?? textOf(fieldsOf(delta['toolUse'])['input']) ?? ''
  if (delta['citation'] !== undefined) block.citations.push(delta['citation'])
  if (delta['reasoningContent'] === undefined) return
  const { text, ...proof } = fieldsOf(delta['reasoningContent'])
  block.thought = { ...block.thought, ...proof, text: `${textOf(block.thought?.['text']) ?? ''}${textOf(text) ?? ''}` }
}

function blocksFrom({ call, text, thought, citations }: BlockSoFar): Fields[] {
  if (call !== undefined) return [{ toolUse: { ...call, input: parseJson(text === '' ? '{}' : text) ?? {} } }]
  const { redactedContent, ...reasoningText } = thought ?? {}
  const reasoning = redactedContent === undefined ? { reasoningText } : { redactedContent }
  const said = citations.length === 0 ? { text } : { citationsContent: { content: [{ text }], citations } }
  return [...(thought === undefined ? [] : [{ reasoningContent: reasoning }]), ...(text === '' && citations.length === 0 ? [] : [said])]
}
