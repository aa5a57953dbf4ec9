// The instructions and input items of a Responses request as simulated models read them. Knows nothing of the settings beside them.
import { type ChatMessage, type Json, type JsonObject, plainMessage } from '../ask.ts'
import { listAt, Misread, objectAt, textAt, textOr, shown } from '../read-fields.ts'
import { sealedText } from '../seal.ts'

export function readItems(instructions: Json | undefined, input: Json | undefined): ChatMessage[] {
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : listAt(input, 'input')
  if (items.length === 0) throw new Misread('input', "'input' must hold at least one item.")
  const messages: ChatMessage[] = instructions == null ? [] : [{ ...plainMessage, role: 'system', text: textOr(instructions, '') }]
  const waiting = new Set<string>()
  for (const [at, item] of items.entries()) addItem(objectAt(item, `input[${at}]`), `input[${at}]`, { messages, waiting })
  const [open] = waiting
  if (open !== undefined) throw new Misread('input', `No tool output found for function call ${open}.`)
  return messages
}

interface Reading {
  readonly messages: ChatMessage[]
  /** Calls whose output has not come yet. */
  readonly waiting: Set<string>
}

function addItem(item: JsonObject, path: string, { messages, waiting }: Reading): void {
  switch (item['type'] ?? 'message') {
    case 'message':
      messages.push(messageOf(item, path))
      return
    case 'function_call':
    case 'custom_tool_call': {
      const id = textAt(item['call_id'], `${path}.call_id`)
      const argumentsText = textOr(item['type'] === 'function_call' ? item['arguments'] : item['input'], '')
      addCall(messages, { id, name: textAt(item['name'], `${path}.name`), argumentsText })
      waiting.add(id)
      return
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const toolCallId = textAt(item['call_id'], `${path}.call_id`)
      if (!waiting.delete(toolCallId)) throw new Misread(path, `No tool call found for function call output with call_id ${toolCallId}.`)
      const { output } = item
      const parts = typeof output === 'string' ? [{ text: output }] : partsOf(output, `${path}.output`)
      messages.push({ ...plainMessage, ...mediaOf(parts), role: 'tool', text: textOf(parts), toolCallId })
      return
    }
    case 'reasoning':
      if (item['encrypted_content'] != null && sealedText(textOr(item['encrypted_content'], '')) === null)
        throw new Misread(path, 'The encrypted content could not be verified.')
      return
    default:
      throw new Misread(`${path}.type`, `Invalid value: '${shown(item['type'])}'.`)
  }
}

/** Calls in a row are of one message. */
function addCall(messages: ChatMessage[], call: ChatMessage['toolCalls'][number]): void {
  const last = messages.at(-1)
  if (last?.role === 'assistant') messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, call] }
  else messages.push({ ...plainMessage, role: 'assistant', toolCalls: [call] })
}

function messageOf(item: JsonObject, path: string): ChatMessage {
  const role = textAt(item['role'], `${path}.role`)
  if (!['system', 'developer', 'user', 'assistant'].includes(role)) throw new Misread(`${path}.role`, `Invalid value: '${role}'.`)
  const { content } = item
  if (typeof content === 'string') return { ...plainMessage, role, text: content }
  const parts = partsOf(content, `${path}.content`)
  for (const [at, part] of parts.entries()) checkPart(part, role, `${path}.content[${at}]`)
  return { ...plainMessage, ...mediaOf(parts), role, text: textOf(parts) }
}

/** What a model wrote and what it was given have parts of different kinds. */
function checkPart(part: JsonObject, role: string, path: string): void {
  const wrote = ['output_text', 'refusal'].includes(shown(part['type']))
  if (wrote !== (role === 'assistant')) throw new Misread(path, `Invalid value: '${shown(part['type'])}'.`)
}

function partsOf(content: Json | undefined, path: string): readonly JsonObject[] {
  return listAt(content, path).map((part, at) => objectAt(part, `${path}[${at}]`))
}

function textOf(parts: readonly JsonObject[]): string {
  return parts.flatMap((part) => [textOr(part['text'], ''), textOr(part['refusal'], '')].filter((text) => text !== '')).join('\n')
}

function mediaOf(parts: readonly JsonObject[]): Pick<ChatMessage, 'images' | 'files'> {
  return {
    images: parts.flatMap((part) => {
      const detail = part['detail']
      return part['type'] === 'input_image' ? [detail === 'low' || detail === 'high' ? detail : ('auto' as const)] : []
    }),
    files: parts.flatMap((part) =>
      part['type'] === 'input_file' ? ['document' as const] : part['type'] === 'input_audio' ? ['sound' as const] : [],
    ),
  }
}
