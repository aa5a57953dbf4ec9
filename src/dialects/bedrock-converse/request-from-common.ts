// The common form of a request -> the bytes that Converse takes. Knows no URLs, keys or prices.
import { encodeUtf8 } from '../../base/utf8.ts'
import type { AnswerFormat, CommonMessage, CommonRequest, CommonTool, ToolChoice } from '../common-request.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialect.ts'
import { type Fields, fieldsOf, present } from '../wire-fields.ts'
import { allowedTools, noReasoning, type SettingTable, unsaid, writeSettings } from '../write-settings.ts'
import { type Family, familyOf } from './families.ts'
import { cachePoint, messagesFromCommon } from './messages-from-common.ts'

/** The members of a request that settings become: those of every model, and the model's own. */
const shared = 'inferenceConfig'
const own = 'additionalModelRequestFields'

function into(fields: Fields, member: string, more: Fields): void {
  fields[member] = { ...fieldsOf(fields[member]), ...more }
}

const table: SettingTable = {
  temperature(value, fields) {
    // The scale ends at 1 here.
    into(fields, shared, { temperature: Math.min(value, 1) })
    return value <= 1
  },
  topP: (topP, fields) => into(fields, shared, { topP }),
  stop(stopSequences, fields) {
    into(fields, shared, { stopSequences })
    // Which of them it was is a member of the model's own; models without it leave it out.
    fields['additionalModelResponseFieldPaths'] = ['/stop_sequence']
  },
  metadata,
  serviceTier(type, fields) {
    // A request without the word gets the vendor's own choice.
    if (type !== 'auto') fields['serviceTier'] = { type }
  },
  tools: () => {},
  format,
}

export function requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest {
  const { offer, outputCap } = ask
  const family = familyOf(offer.upstreamModel)
  const thoughts = thoughtsOf(request, ask, family)
  const called = calledTools(request.messages)
  const { fields, dropped } = writeSettings(request, {
    ...table,
    topK(value, fields) {
      into(fields, own, family.topK?.(value) ?? {})
      return family.topK !== undefined
    },
    // There is no word for "none": the tools are left out, which the vendor refuses once one was called.
    toolChoice: ({ kind }) => kind !== 'none' || called.size === 0,
    reasoning: () => thoughts !== null,
  })
  const drop = (what: string): void => void (dropped.includes(what) || dropped.push(what))
  for (const what of unsaid(request.settings, { strictTools: true, grammars: false, described: true })) drop(what)
  const { system, messages } = messagesFromCommon(request.messages, family, drop)
  if (thoughts !== null) into(fields, own, thoughts)
  if (family.samplesOneWay) sampleOneWay(fields, request, thoughts?.['thinking'] !== undefined, drop)
  for (const name of offer.dropsParams) if (remove(fields, name)) drop(name)
  into(fields, shared, { maxTokens: outputCap })
  const body: Fields = {
    messages,
    ...(system.length > 0 && { system }),
    ...toolsFrom(request, called, (tool) => [toolFrom(tool), ...cachePoint(tool.cache, { family, drop })]),
    ...fields,
  }
  if (Object.keys(fieldsOf(body[own])).length === 0) delete body[own]
  return { body: encodeUtf8(JSON.stringify(body)), dropped }
}

/** The model's own fields that ask for thinking, none where it is to do without; null: it cannot be asked in this request. */
function thoughtsOf(request: CommonRequest, ask: UpstreamAsk, { thinking, thinksAsked }: Family): Fields | null {
  const wish = request.settings.reasoning?.value
  if (wish === undefined) return null
  if (noReasoning(wish)) return thinksAsked === true || !ask.reasons ? {} : null
  return ask.reasons && thinking !== undefined ? thinking(request, ask) : null
}

function remove(fields: Fields, name: string): boolean {
  const holder = [fields, fieldsOf(fields[shared]), fieldsOf(fields[own])].find((one) => one[name] !== undefined)
  return holder !== undefined && delete holder[name]
}

/** Newer models refuse two ways of sampling at once, and thinking ones refuse any. */
function sampleOneWay(fields: Fields, { settings }: CommonRequest, thinks: boolean, drop: (what: string) => void): void {
  const unwanted = thinks ? (['temperature', 'topK'] as const) : settings.temperature === undefined ? [] : (['topP'] as const)
  for (const name of unwanted) if (remove(fields, name === 'topK' ? 'top_k' : name)) drop(settings[name]?.from ?? name)
}

/** Words that may stand in an invocation log; what is longer or else is no metadata here. */
const word = /^[a-zA-Z0-9\s:_@$#=/+,.-]{0,256}$/
const wordsMax = 16

function metadata(value: object, fields: Fields): boolean {
  const entries = Object.entries(value)
  const fits = entries.every(([name, text]) => name !== '' && word.test(name) && typeof text === 'string' && word.test(text))
  if (!fits || entries.length > wordsMax) return false
  if (entries.length > 0) fields['requestMetadata'] = value
  return true
}

function format(value: AnswerFormat, fields: Fields): boolean {
  if (value.kind === 'json') return false
  const { name, description } = value
  // The schema travels as text.
  const jsonSchema = present({ schema: JSON.stringify(value.schema ?? {}), name, description })
  fields['outputConfig'] = { textFormat: { type: 'json_schema', structure: { jsonSchema } } }
  return true
}

/** A conversation in which tools were called has to list them, even where the caller does no more. */
function calledTools(messages: readonly CommonMessage[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'tool_call' ? [part.name] : []))))
}

function toolsFrom(request: CommonRequest, called: ReadonlySet<string>, write: (tool: CommonTool) => Fields[]): Fields {
  const choice = request.settings.toolChoice?.value
  const wanted = choice?.kind === 'none' && called.size === 0 ? [] : allowedTools(request.settings)
  const tools = wanted.length > 0 ? wanted : [...called].map((name): CommonTool => ({ name }))
  if (tools.length === 0) return {}
  const toolChoice = wanted.length > 0 && choice !== undefined ? choiceFrom(choice) : undefined
  return { toolConfig: present({ tools: tools.flatMap(write), toolChoice }) }
}

function toolFrom({ name, description, schema, strict, custom }: CommonTool): Fields {
  const text = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
  const json = custom === undefined ? (schema ?? { type: 'object', properties: {} }) : text
  const said = description === '' ? undefined : description
  return { toolSpec: present({ name, description: said, inputSchema: { json }, strict: strict === true ? true : undefined }) }
}

function choiceFrom(choice: ToolChoice): Fields | undefined {
  switch (choice.kind) {
    case 'none':
      return undefined
    case 'auto':
      return { auto: {} }
    case 'required':
      return { any: {} }
    case 'named':
      return { tool: { name: choice.name } }
    case 'allowed':
      return choice.must ? { any: {} } : { auto: {} }
  }
}
