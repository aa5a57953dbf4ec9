// A generateContent request -> the common form. The request was checked by read-request.ts; what has no common word is named, not lost.
import { parseJson } from '../../base/exact-json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import type { ChatRequest } from '../../contract/chat.ts'
import type { CommonRequest, CommonTool, ReasoningWish, Setting, SettingName, Settings, ToolChoice } from '../common-request.ts'
import { type Fields, fieldsOf, isFields, listOf, numberOf, strangers, textOf } from '../wire-fields.ts'
import { messagesToCommon } from './messages-to-common.ts'
import { plainSchema } from './plain-schema.ts'

const ours = new Set(['contents', 'systemInstruction', 'tools', 'toolConfig', 'generationConfig', 'model'])

/** One row a member of `generationConfig`: its common name, and its value in common shape; undefined: as if it were absent. */
const table: Readonly<Record<string, readonly [SettingName, (value: unknown) => unknown]>> = {
  temperature: ['temperature', same],
  topP: ['topP', same],
  topK: ['topK', same],
  candidateCount: ['choices', (value) => (value === 1 ? undefined : value)],
  stopSequences: ['stop', same],
  presencePenalty: ['presencePenalty', same],
  frequencyPenalty: ['frequencyPenalty', same],
  seed: ['seed', same],
  responseLogprobs: ['logprobs', (value) => (value === true ? true : undefined)],
  logprobs: ['topLogprobs', same],
  thinkingConfig: ['reasoning', reasoningOf],
}

/** Read together, or answered for by the gateway. */
const apart = new Set(['maxOutputTokens', 'responseMimeType', 'responseSchema', 'responseJsonSchema', 'responseModalities'])

function same(value: unknown): unknown {
  return value
}

export function requestToCommon(request: ChatRequest): CommonRequest {
  const fields = fieldsOf(parseJson(decodeUtf8(request.bytes)))
  const left = Object.entries(fields).flatMap(([name, value]) => (ours.has(name) || value === null ? [] : [name]))
  const settings: { [name in SettingName]?: Setting<unknown> } = {}
  const config = fieldsOf(fields['generationConfig'])
  for (const [name, value] of Object.entries(config)) {
    if (value === null || value === undefined || apart.has(name)) continue
    const row = Object.hasOwn(table, name) ? table[name] : undefined
    const from = `generationConfig.${name}`
    const common = row?.[1](value)
    if (row === undefined) left.push(from)
    else if (common !== undefined) settings[row[0]] = { value: common, from }
  }
  const schema = config['responseJsonSchema'] ?? config['responseSchema']
  if (schema != null)
    settings.format = { value: { kind: 'schema', name: 'answer', schema: plainSchema(schema) }, from: 'generationConfig.responseSchema' }
  else if (config['responseMimeType'] === 'application/json')
    settings.format = { value: { kind: 'json' }, from: 'generationConfig.responseMimeType' }
  const thinking = new Set(['includeThoughts', 'thinkingBudget', 'thinkingLevel'])
  left.push(...strangers(fieldsOf(config['thinkingConfig']), thinking, 'generationConfig.thinkingConfig.'))
  left.push(...strangers(fieldsOf(fields['toolConfig']), new Set(['functionCallingConfig']), 'toolConfig.'))
  const tools = listOf(fields['tools']).flatMap((tool, group) =>
    listOf(fieldsOf(tool)['functionDeclarations']).map((one, at) =>
      toolOf(fieldsOf(one), `tools[${group}].functionDeclarations[${at}]`, left),
    ),
  )
  if (tools.length > 0) settings.tools = { value: tools, from: 'tools' }
  const choice = choiceOf(fieldsOf(fieldsOf(fields['toolConfig'])['functionCallingConfig']))
  if (choice !== null) settings.toolChoice = { value: choice, from: 'toolConfig' }
  return { messages: messagesToCommon(fields, left), settings: settings as Settings, left }
}

const knownOfTool = new Set(['name', 'description', 'parameters', 'parametersJsonSchema'])

function toolOf(declaration: Fields, path: string, left: string[]): CommonTool {
  left.push(...strangers(declaration, knownOfTool, `${path}.`))
  const description = textOf(declaration['description'])
  const schema = declaration['parametersJsonSchema'] ?? declaration['parameters']
  return {
    name: textOf(declaration['name']) ?? '',
    ...(description !== null && { description }),
    ...(schema != null && { schema: plainSchema(schema) }),
  }
}

function choiceOf(config: Fields): ToolChoice | null {
  const names = listOf(config['allowedFunctionNames']).filter((name) => typeof name === 'string')
  switch (config['mode']) {
    case 'NONE':
      return { kind: 'none' }
    case 'ANY':
    case 'VALIDATED': {
      const must = config['mode'] === 'ANY'
      if (names.length === 0) return { kind: must ? 'required' : 'auto' }
      return must && names.length === 1 ? { kind: 'named', name: names[0] ?? '' } : { kind: 'allowed', names, must }
    }
    case 'AUTO':
      return { kind: 'auto' }
    default:
      return null
  }
}

function reasoningOf(value: unknown): ReasoningWish | undefined {
  if (!isFields(value)) return undefined
  const budget = numberOf(value['thinkingBudget'])
  // -1 leaves it to the model.
  const shown = typeof value['includeThoughts'] === 'boolean' ? value['includeThoughts'] : null
  return { effort: textOf(value['thinkingLevel'])?.toLowerCase() ?? null, budgetTokens: budget === -1 ? null : budget, shown }
}
