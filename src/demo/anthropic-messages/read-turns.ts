// The system prompt and turns of a Messages request as simulated models read them. Knows nothing of the settings beside them.
import { type ChatMessage, type Json, type JsonObject, plainMessage } from '../ask.ts'
import { listAt, Misread, objectAt, textAt, textOr, shown } from '../read-fields.ts'
import { sealedText } from '../seal.ts'

/** What a turn is made of: the blocks of one message. */
interface Turn {
  readonly role: string
  readonly path: string
  readonly blocks: readonly JsonObject[]
}

export function readTurns(system: Json | undefined, messages: readonly Json[]): ChatMessage[] {
  if (messages.length === 0) throw new Misread('messages', 'at least one message is required')
  const turns = messages.map(turnOf)
  for (const [at, turn] of turns.entries()) checkResults(turn, turns[at - 1], turns[at + 1])
  const instructions = system == null ? [] : blocksOf(system, 'system')
  const first: ChatMessage[] = instructions.length === 0 ? [] : [{ ...plainMessage, role: 'system', text: textOf(instructions) }]
  return [...first, ...turns.flatMap(messagesOf)]
}

function turnOf(value: Json, at: number): Turn {
  const message = objectAt(value, `messages[${at}]`)
  const { role } = message
  if (role !== 'user' && role !== 'assistant') throw new Misread(`messages[${at}].role`, "Input should be 'user' or 'assistant'")
  return { role, path: `messages[${at}].content`, blocks: blocksOf(message['content'], `messages[${at}].content`) }
}

function blocksOf(content: Json | undefined, path: string): readonly JsonObject[] {
  const list = typeof content === 'string' ? [{ type: 'text', text: content }] : listAt(content, path)
  const blocks = list.map((block, at) => objectAt(block, `${path}[${at}]`))
  for (const [at, block] of blocks.entries()) {
    if (block['type'] === 'text') {
      if (textOr(block['text'], '') === '') throw new Misread(path, 'text content blocks must be non-empty')
    } else if (block['type'] === 'thinking') checkThought(block, `${path}[${at}]`)
    else textAt(block['type'], `${path}[${at}].type`)
  }
  return blocks
}

/** Thoughts come back as they were given, with the seal that belongs to them. */
function checkThought(block: JsonObject, path: string): void {
  const sealed = sealedText(textOr(block['signature'], ''))
  const thought = textOr(block['thinking'], '')
  if (sealed === null || (thought !== '' && thought !== sealed))
    throw new Misread(`${path}.signature`, 'Invalid `signature` in `thinking` block')
}

/** Each call has its result at once behind it, and no result stands without its call. */
function checkResults(turn: Turn, before: Turn | undefined, after: Turn | undefined): void {
  const ids = (one: Turn | undefined, type: string, name: string): Json[] =>
    (one?.blocks ?? []).filter((block) => block['type'] === type).map((block) => block[name] ?? null)
  const answered = ids(after, 'tool_result', 'tool_use_id')
  const open = ids(turn, 'tool_use', 'id').find((id) => !answered.includes(id))
  if (open !== undefined)
    throw new Misread(turn.path, `\`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${shown(open)}`)
  const made = ids(before, 'tool_use', 'id')
  const lost = ids(turn, 'tool_result', 'tool_use_id').find((id) => !made.includes(id))
  if (lost !== undefined) throw new Misread(turn.path, `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${shown(lost)}`)
}

/** Results of tools are messages of their own to the models. */
function messagesOf({ role, blocks }: Turn): ChatMessage[] {
  const results = blocks.filter((block) => block['type'] === 'tool_result')
  const rest = blocks.filter((block) => block['type'] !== 'tool_result')
  const told = results.map((result): ChatMessage => {
    const content = result['content'] == null ? [] : blocksOf(result['content'], 'tool_result.content')
    const text = `${result['is_error'] === true ? 'Error: ' : ''}${textOf(content)}`
    return { ...plainMessage, ...mediaOf(content), role: 'tool', text, toolCallId: textOr(result['tool_use_id'], '') }
  })
  if (rest.length === 0 && told.length > 0) return told
  return [...told, { ...plainMessage, ...mediaOf(rest), role, text: textOf(rest), toolCalls: callsOf(rest) }]
}

function textOf(blocks: readonly JsonObject[]): string {
  return blocks.flatMap((block) => (block['type'] === 'text' ? [textOr(block['text'], '')] : [])).join('\n')
}

function mediaOf(blocks: readonly JsonObject[]): Pick<ChatMessage, 'images' | 'files'> {
  return {
    images: blocks.flatMap((block) => (block['type'] === 'image' ? ['auto' as const] : [])),
    files: blocks.flatMap((block) => (block['type'] === 'document' ? ['document' as const] : [])),
  }
}

function callsOf(blocks: readonly JsonObject[]): ChatMessage['toolCalls'] {
  return blocks.flatMap((block) =>
    block['type'] === 'tool_use'
      ? [{ id: textOr(block['id'], ''), name: textOr(block['name'], ''), argumentsText: JSON.stringify(block['input'] ?? {}) }]
      : [],
  )
}
