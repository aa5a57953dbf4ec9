// The common form of a request -> the bytes that a provider of this dialect takes. Knows no URLs, keys or prices.
import { encodeUtf8 } from '../../base/utf8.ts'
import type { AnswerFormat, CommonRequest, CommonTool, ReasoningWish, ToolChoice } from '../common-request.ts'
import type { UpstreamAsk, WrittenRequest } from '../dialect.ts'
import { type Fields, present } from '../wire-fields.ts'
import { budgetOf, effortOf, noReasoning, renamed, type SettingTable, unsaid, writeSettings } from '../write-settings.ts'
import { contentsFromCommon } from './messages-from-common.ts'

/** Members of `generationConfig`; tools and their choice stand beside it. */
const table: SettingTable = {
  temperature: renamed('temperature'),
  topP: renamed('topP'),
  topK: renamed('topK'),
  choices: renamed('candidateCount'),
  stop: renamed('stopSequences'),
  presencePenalty: renamed('presencePenalty'),
  frequencyPenalty: renamed('frequencyPenalty'),
  seed: renamed('seed'),
  logprobs: renamed('responseLogprobs'),
  topLogprobs: renamed('logprobs'),
  tools: () => {},
  toolChoice: () => {},
  format,
}

export function requestFromCommon(request: CommonRequest, ask: UpstreamAsk): WrittenRequest {
  const { offer, outputCap, reasons } = ask
  const reasoning = (wish: ReasoningWish, fields: Fields): void => {
    fields['thinkingConfig'] = offer.thinking === 'budget' ? budget(wish) : level(wish)
  }
  const { fields, dropped } = writeSettings(request, { ...table, reasoning: reasons ? reasoning : noReasoning })
  const drop = (what: string): void => void (dropped.includes(what) || dropped.push(what))
  const { system, contents } = contentsFromCommon(request.messages, { drop, proofs: reasons && offer.thinking !== 'budget' })
  for (const what of unsaid(request.settings, { strictTools: false, grammars: false, described: false })) drop(what)
  const tools = request.settings.tools?.value ?? []
  if (tools.some((tool) => tool.cache !== undefined)) drop('cache_control')
  const choice = request.settings.toolChoice?.value
  const body: Fields = {
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents,
    ...(tools.length > 0 && { tools: [{ functionDeclarations: tools.map(declarationFrom) }] }),
    ...(tools.length > 0 && choice !== undefined && { toolConfig: { functionCallingConfig: configFrom(choice) } }),
    generationConfig: { ...fields, maxOutputTokens: outputCap },
  }
  return { body: encodeUtf8(JSON.stringify(body)), dropped }
}

function declarationFrom({ name, description, schema, custom }: CommonTool): Fields {
  const text = { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] }
  return present({ name, description, parametersJsonSchema: custom === undefined ? schema : text })
}

function configFrom(choice: ToolChoice): Fields {
  switch (choice.kind) {
    case 'none':
      return { mode: 'NONE' }
    case 'auto':
      return { mode: 'AUTO' }
    case 'required':
      return { mode: 'ANY' }
    case 'named':
      return { mode: 'ANY', allowedFunctionNames: [choice.name] }
    case 'allowed':
      return { mode: choice.must ? 'ANY' : 'VALIDATED', allowedFunctionNames: choice.names }
  }
}

function format(value: AnswerFormat, fields: Fields): void {
  fields['responseMimeType'] = 'application/json'
  if (value.kind === 'schema') fields['responseJsonSchema'] = value.schema
}

function level({ effort, budgetTokens, shown }: ReasoningWish): Fields {
  const word = effort ?? (budgetTokens === null ? null : budgetTokens === 0 ? 'none' : effortOf(budgetTokens))
  const known = word === 'max' || word === 'xhigh' ? 'high' : word === 'none' ? 'minimal' : word
  return present({ includeThoughts: shown !== false, thinkingLevel: known ?? undefined })
}

function budget({ effort, budgetTokens, shown }: ReasoningWish): Fields {
  const tokens = effort === 'none' ? 0 : (budgetTokens ?? (effort === null ? -1 : Math.min(24_576, budgetOf(effort))))
  return { includeThoughts: shown !== false && tokens !== 0, thinkingBudget: tokens }
}
