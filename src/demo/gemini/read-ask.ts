// Reads a generateContent request: body text in, a structured ask or a refusal out; as strict as the vendor. Knows nothing of sockets or of answers.
// Source: Gemini API reference, "GenerateContentRequest" and "GenerationConfig".
import type { Result } from '../../base/result.ts'
import { type AnswerFormat, type ChatAsk, type DemoRefusal, type Json, type JsonObject, plainAsk, type ToolChoice } from '../ask.ts'
import { isObject, maybeListAt, maybeObjectAt, Misread, objectAt, onlyKnown, readBodyAs, textAt, wholeAt } from '../read-fields.ts'
import type { InPath } from '../wire.ts'
import { readContents } from './read-contents.ts'

const known = new Set([
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'safetySettings',
  'labels',
  'model',
  'store',
])
const knownOfConfig = new Set([
  ...['temperature', 'topP', 'topK', 'candidateCount', 'maxOutputTokens', 'stopSequences', 'presencePenalty', 'frequencyPenalty', 'seed'],
  ...['responseMimeType', 'responseSchema', 'responseJsonSchema', 'responseLogprobs', 'logprobs', 'thinkingConfig', 'responseModalities'],
])
const knownOfTool = new Set(['name', 'description', 'parameters', 'parametersJsonSchema', 'response', 'responseJsonSchema', 'behavior'])
const choicesMax = 8
const topLogprobsMax = 20

export function readAsk(body: string, inPath: InPath): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, (root) => askOf(root, inPath))
}

/** The request to count may stand in a member of its own. */
export function readCount(body: string, inPath: InPath): Result<ChatAsk, DemoRefusal> {
  return readBodyAs(body, (root) => askOf(maybeObjectAt(root['generateContentRequest'] ?? root, 'generateContentRequest'), inPath))
}

function askOf(root: JsonObject, inPath: InPath): ChatAsk {
  onlyKnown(root, known)
  const config = maybeObjectAt(root['generationConfig'], 'generationConfig')
  onlyKnown(config, knownOfConfig, 'generationConfig.')
  const declared = maybeListAt(root['tools'], 'tools').flatMap((tool, at) => readTool(tool, `tools[${at}]`))
  const choice = readToolConfig(root['toolConfig'])
  const tools = choice.allowed.length === 0 ? declared : declared.filter((tool) => choice.allowed.includes(tool.name))
  const { temperature, seed } = config
  if (temperature != null && (typeof temperature !== 'number' || temperature < 0 || temperature > 2))
    throw new Misread('generationConfig.temperature', 'must be in the range [0.0, 2.0]')
  const top = wholeAt(config, 'logprobs', 0, topLogprobsMax)
  if (top !== null && config['responseLogprobs'] !== true)
    throw new Misread('generationConfig.logprobs', 'logprobs needs responseLogprobs to be true')
  return {
    ...plainAsk,
    ...inPath,
    messages: readContents(root['systemInstruction'], root['contents']),
    outputTokensMax: wholeAt(config, 'maxOutputTokens', 1, Number.MAX_SAFE_INTEGER),
    stops: maybeListAt(config['stopSequences'], 'generationConfig.stopSequences').map((stop) =>
      textAt(stop, 'generationConfig.stopSequences'),
    ),
    choices: wholeAt(config, 'candidateCount', 1, choicesMax) ?? 1,
    topLogprobs: config['responseLogprobs'] === true ? (top ?? 0) : null,
    seed: typeof seed === 'number' ? Math.abs(Math.trunc(seed)) % 1_000_003 : 0,
    tools,
    toolChoice: tools.length === 0 ? { kind: 'auto' } : choice.kind,
    format: readFormat(config),
    toolsText: tools.length === 0 ? '' : JSON.stringify(root['tools']),
    reasoning: readThinking(config['thinkingConfig']),
  }
}

function readTool(value: Json, path: string): ChatAsk['tools'] {
  const tool = objectAt(value, path)
  onlyKnown(tool, new Set(['functionDeclarations']), `${path}.`)
  return maybeListAt(tool['functionDeclarations'], `${path}.functionDeclarations`).map((one, at) => {
    const here = `${path}.functionDeclarations[${at}]`
    const declaration = objectAt(one, here)
    onlyKnown(declaration, knownOfTool, `${here}.`)
    const schema = declaration['parametersJsonSchema'] ?? plainSchema(declaration['parameters'] ?? null)
    return { name: textAt(declaration['name'], `${here}.name`), parameters: schema ?? { type: 'object', properties: {} } }
  })
}

/** This vendor's own schemas write their types in capitals. */
function plainSchema(schema: Json): Json {
  if (Array.isArray(schema)) return (schema as readonly Json[]).map(plainSchema)
  if (!isObject(schema)) return schema
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]): [string, Json] => [
      name,
      name === 'type' && typeof value === 'string' ? value.toLowerCase() : plainSchema(value),
    ]),
  )
}

function readToolConfig(value: Json | undefined): { readonly kind: ToolChoice; readonly allowed: readonly string[] } {
  const config = maybeObjectAt(maybeObjectAt(value, 'toolConfig')['functionCallingConfig'], 'toolConfig.functionCallingConfig')
  const allowed = maybeListAt(config['allowedFunctionNames'], 'toolConfig.functionCallingConfig.allowedFunctionNames').map(String)
  const mode = config['mode'] ?? 'AUTO'
  if (allowed.length > 0 && mode !== 'ANY' && mode !== 'VALIDATED')
    throw new Misread('toolConfig.functionCallingConfig.allowedFunctionNames', 'should only be set when the mode is ANY or VALIDATED')
  switch (mode) {
    case 'ANY': {
      const [name = ''] = allowed
      return { kind: allowed.length === 1 ? { kind: 'named', name } : { kind: 'required' }, allowed }
    }
    case 'NONE':
      return { kind: { kind: 'none' }, allowed }
    case 'AUTO':
    case 'VALIDATED':
      return { kind: { kind: 'auto' }, allowed }
    default:
      throw new Misread('toolConfig.functionCallingConfig.mode', 'Invalid value')
  }
}

function readFormat(config: JsonObject): AnswerFormat {
  const { responseMimeType: mime, responseSchema, responseJsonSchema } = config
  const schema = responseJsonSchema ?? (responseSchema == null ? null : plainSchema(responseSchema))
  if (mime == null || mime === 'text/plain') {
    if (schema !== null) throw new Misread('generationConfig.responseMimeType', 'A response schema needs the type application/json')
    return { kind: 'text' }
  }
  if (mime !== 'application/json') throw new Misread('generationConfig.responseMimeType', 'allowed are text/plain and application/json')
  return schema === null ? { kind: 'json_object' } : { kind: 'json_schema', schema }
}

/** Models think unless told otherwise, and show it to those who ask. */
function readThinking(value: Json | undefined): ChatAsk['reasoning'] {
  const config = maybeObjectAt(value, 'generationConfig.thinkingConfig')
  onlyKnown(config, new Set(['includeThoughts', 'thinkingBudget', 'thinkingLevel']), 'generationConfig.thinkingConfig.')
  if (config['thinkingBudget'] === 0) return 'off'
  return config['includeThoughts'] === true ? 'shown' : 'hidden'
}
