// The system instruction and contents of a generateContent request as simulated models read them. Knows nothing of the settings beside them.
import { type ChatMessage, type Json, type JsonObject, plainMessage } from '../ask.ts'
import { isObject, listAt, maybeObjectAt, Misread, objectAt, onlyKnown, textAt, textOr } from '../read-fields.ts'
import { sealedText } from '../seal.ts'

const knownOfPart = new Set(['text', 'thought', 'thoughtSignature', 'inlineData', 'functionCall', 'functionResponse'])
/** The vendor's word for calls that another model made. */
const noProof = 'skip_thought_signature_validator'

export function readContents(instruction: Json | undefined, contents: Json | undefined): ChatMessage[] {
  if (contents == null || (Array.isArray(contents) && contents.length === 0)) throw new Misread('contents', 'contents is not specified')
  const system = partsOf(maybeObjectAt(instruction, 'systemInstruction'), 'systemInstruction')
  const first: ChatMessage[] = system.length === 0 ? [] : [{ ...plainMessage, role: 'system', text: textOf(system) }]
  const calls: string[] = []
  return [
    ...first,
    ...listAt(contents, 'contents').flatMap((one, at) => messagesOf(objectAt(one, `contents[${at}]`), `contents[${at}]`, calls)),
  ]
}

/** `calls` takes the names of the calls that wait for their results; results are messages of their own to the models. */
function messagesOf(content: JsonObject, path: string, calls: string[]): ChatMessage[] {
  const role = content['role'] ?? 'user'
  if (role !== 'user' && role !== 'model') throw new Misread(`${path}.role`, 'Please use a valid role: user, model.')
  const parts = partsOf(content, path)
  if (parts.length === 0) throw new Misread(`${path}.parts`, 'contents.parts must not be empty.')
  const told = parts.flatMap((part): ChatMessage[] => {
    if (!isObject(part['functionResponse'])) return []
    const { name, id, response } = part['functionResponse']
    const at = calls.indexOf(textAt(name, `${path}.parts.functionResponse.name`))
    if (at === -1) throw new Misread(path, 'a function response must come after the call that it answers')
    calls.splice(at, 1)
    return [{ ...plainMessage, role: 'tool', text: resultText(response ?? null), toolCallId: textOr(id, textOr(name, '')) }]
  })
  const made = parts.flatMap((part) => (isObject(part['functionCall']) ? [callOf(part['functionCall'], path)] : []))
  calls.push(...made.map(({ name }) => name))
  const rest = parts.filter((part) => part['functionResponse'] === undefined && part['thought'] !== true)
  if (rest.length === 0) return told
  return [
    ...told,
    { ...plainMessage, ...mediaOf(rest), role: role === 'model' ? 'assistant' : 'user', text: textOf(rest), toolCalls: made },
  ]
}

function partsOf(content: JsonObject, path: string): readonly JsonObject[] {
  return (content['parts'] == null ? [] : listAt(content['parts'], `${path}.parts`)).map((one, at) => {
    const here = `${path}.parts[${at}]`
    const part = objectAt(one, here)
    onlyKnown(part, knownOfPart, `${here}.`)
    const proof = part['thoughtSignature']
    if (proof != null && proof !== noProof && sealedText(fromBase64(textOr(proof, ''))) === null)
      throw new Misread(`${here}.thoughtSignature`, 'Thought signature is not valid')
    return part
  })
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8')
}

function callOf(call: JsonObject, path: string): ChatMessage['toolCalls'][number] {
  const name = textAt(call['name'], `${path}.parts.functionCall.name`)
  return { id: textOr(call['id'], name), name, argumentsText: JSON.stringify(call['args'] ?? {}) }
}

function resultText(response: Json): string {
  const plain = isObject(response) ? (response['output'] ?? response['error'] ?? response['result']) : response
  return typeof plain === 'string' ? plain : JSON.stringify(response)
}

function textOf(parts: readonly JsonObject[]): string {
  return parts.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join('\n')
}

function mediaOf(parts: readonly JsonObject[]): Pick<ChatMessage, 'images' | 'files'> {
  const types = parts.flatMap((part) => (isObject(part['inlineData']) ? [textOr(part['inlineData']['mimeType'], '')] : []))
  return {
    images: types.filter((type) => type.startsWith('image/')).map(() => 'auto' as const),
    files: types
      .filter((type) => !type.startsWith('image/'))
      .map((type) => (type.startsWith('audio/') ? ('sound' as const) : ('document' as const))),
  }
}
