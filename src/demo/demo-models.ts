// The simulated models as data: what each claims to be and how it behaves. Knows nothing of requests, sockets or the catalog.
import type { DialectName } from '../contract/dialects.ts'

/** How a model misbehaves. The closed list of error classes that a client can try. */
export type DemoFailure =
  | { readonly kind: 'status'; readonly status: number; readonly type: string; readonly code: string | null; readonly message: string }
  | { readonly kind: 'timeout' | 'reset' | 'truncate' | 'midstream' | 'html' | 'empty' }

/** What a model does with a request. */
export type DemoBehaviour =
  | { readonly kind: 'write' | 'tools' | 'json' | 'reasoning' | 'slow' | 'agent' }
  | { readonly kind: 'fail'; readonly failure: DemoFailure }
  | { readonly kind: 'task'; readonly task: DemoTask }

/** What some models do instead of answering. */
export type DemoTask = 'embeddings' | 'rerank' | 'moderation' | 'image_generation' | 'speech' | 'transcription'

export interface DemoModel {
  readonly id: string
  readonly name: string
  /** Always says that the model is a simulation. */
  readonly description: string
  readonly capabilities: readonly ('chat' | 'tools' | 'json_schema' | 'vision' | 'reasoning' | DemoTask)[]
  readonly contextLength: number
  readonly maxOutputTokens: number
  /** Tokens that one image costs at most. */
  readonly imageTokensMax: number
  /** Decimal text, USD per million tokens. */
  readonly priceUsdPerMillion: { readonly input: string; readonly output: string; readonly cachedInput: string }
  /** Decimal text, USD each: of what is charged by the piece. */
  readonly perUnitUsd?: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly created: number
  /** The wire through which it is published; each model answers over all of them. Absent: chat completions. */
  readonly dialect?: DialectName
  readonly behaviour: DemoBehaviour
}

const shared = {
  contextLength: 131_072,
  maxOutputTokens: 16_384,
  imageTokensMax: 765,
  priceUsdPerMillion: { input: '0.15', output: '0.60', cachedInput: '0.075' },
  created: 1_790_000_000,
} as const

const working: readonly DemoModel[] = [
  {
    ...shared,
    id: 'nexo-demo',
    name: 'Nexo Demo (simulation)',
    description: 'A simulation, not a language model: writes a short answer about the prompt, token by token, with true usage figures.',
    capabilities: ['chat', 'tools', 'json_schema', 'vision'],
    behaviour: { kind: 'write' },
  },
  {
    ...shared,
    id: 'nexo-demo-tools',
    name: 'Nexo Demo Tools (simulation)',
    description:
      'A simulation: calls the first tool, or the one in tool_choice, with arguments that fit its schema, then answers from the result.',
    capabilities: ['chat', 'tools', 'json_schema'],
    behaviour: { kind: 'tools' },
  },
  {
    ...shared,
    id: 'nexo-demo-json',
    name: 'Nexo Demo JSON (simulation)',
    description: 'A simulation: fills the JSON schema of response_format; without one it answers with a JSON object.',
    capabilities: ['chat', 'json_schema'],
    behaviour: { kind: 'json' },
  },
  {
    ...shared,
    id: 'nexo-demo-reasoning',
    name: 'Nexo Demo Reasoning (simulation)',
    description: 'A simulation: sends reasoning_content before the answer and counts reasoning tokens.',
    capabilities: ['chat', 'reasoning', 'tools', 'json_schema'],
    priceUsdPerMillion: { input: '0.55', output: '2.19', cachedInput: '0.14' },
    behaviour: { kind: 'reasoning' },
  },
  {
    ...shared,
    id: 'nexo-demo-slow',
    name: 'Nexo Demo Slow (simulation)',
    description: 'A simulation: the first token comes after about eight seconds, the others slowly.',
    capabilities: ['chat'],
    behaviour: { kind: 'slow' },
  },
  {
    ...shared,
    id: 'nexo-demo-agent',
    name: 'Nexo Demo Agent (simulation)',
    description:
      'A simulation for coding clients: told to create hello.txt that says "Hello", it does so with the tools it is given, then reports.',
    capabilities: ['chat', 'tools'],
    behaviour: { kind: 'agent' },
  },
]

/** One model a wire: what goes to it is translated for everybody who speaks another. */
const overWires: readonly DemoModel[] = [
  overWire('openai-responses', 'responses', "OpenAI's Responses"),
  overWire('anthropic-messages', 'messages', "Anthropic's Messages"),
  overWire('gemini', 'gemini', "Google's generateContent"),
]

function overWire(dialect: DialectName, word: string, api: string): DemoModel {
  return {
    ...shared,
    id: `nexo-demo-${word}`,
    name: `Nexo Demo, ${api} (simulation)`,
    description: `A simulation: answers like nexo-demo, from a simulated provider that speaks ${api}; the server translates.`,
    capabilities: ['chat', 'tools', 'json_schema', 'vision'],
    dialect,
    behaviour: { kind: 'write' },
  }
}

/** Their prices are in the order of what such models cost elsewhere. */
const tasks: readonly DemoModel[] = [
  {
    ...shared,
    id: 'nexo-demo-embedding',
    name: 'Nexo Demo Embedding (simulation)',
    description: 'A simulation: texts that share words get vectors that are close to each other; 384 dimensions, or as many as asked for.',
    capabilities: ['embeddings'],
    contextLength: 8_192,
    maxOutputTokens: 1,
    priceUsdPerMillion: { input: '0.02', output: '0.00', cachedInput: '0.02' },
    behaviour: { kind: 'task', task: 'embeddings' },
  },
  byThePiece('rerank', 'Rerank', 'ranks documents by the words that they share with the query.', { search_unit: '0.001' }),
  {
    ...byThePiece('moderation', 'Moderation', 'flags texts that hold a few violent words.', {}),
    priceUsdPerMillion: { input: '0.01', output: '0.00', cachedInput: '0.01' },
  },
  byThePiece('image_generation', 'Image', 'draws stripes in colours that follow from the prompt, as a PNG of the size asked for.', {
    image: '0.02',
    'image hd': '0.04',
  }),
  byThePiece('speech', 'Speech', 'hums a tone for each character, always as WAV or PCM.', { million_characters: '15' }),
  byThePiece('transcription', 'Transcription', 'says how long the sound was that it was given.', { audio_minute: '0.006' }),
]

function byThePiece(task: DemoTask, name: string, what: string, perUnitUsd: Readonly<Record<string, string>>): DemoModel {
  return {
    ...shared,
    id: `nexo-demo-${name.toLowerCase()}`,
    name: `Nexo Demo ${name} (simulation)`,
    description: `A simulation: ${what}`,
    capabilities: [task],
    maxOutputTokens: 1,
    priceUsdPerMillion: { input: '0.00', output: '0.00', cachedInput: '0.00' },
    perUnitUsd,
    behaviour: { kind: 'task', task },
  }
}

const statuses: readonly (readonly [suffix: string, status: number, type: string, code: string | null, message: string])[] = [
  ['400', 400, 'invalid_request_error', 'invalid_value', 'The request holds a value that this model does not take.'],
  ['401', 401, 'invalid_request_error', 'invalid_api_key', 'The API key is not correct.'],
  ['402', 402, 'insufficient_quota', 'insufficient_balance', 'The balance of this account is used up.'],
  ['403', 403, 'permission_error', 'permission_denied', 'This account may not use the model.'],
  ['404', 404, 'invalid_request_error', 'model_not_found', 'The model does not exist.'],
  ['408', 408, 'server_error', 'request_timeout', 'The request took too long.'],
  ['413', 413, 'invalid_request_error', 'request_too_large', 'The request is too large.'],
  ['422', 422, 'invalid_request_error', 'unprocessable_entity', 'The request cannot be processed as it stands.'],
  ['429', 429, 'rate_limit_error', 'rate_limit_exceeded', 'Too many requests; wait a little.'],
  ['500', 500, 'server_error', null, 'The server had an error.'],
  ['502', 502, 'server_error', 'bad_gateway', 'The server got no usable answer.'],
  ['503', 503, 'server_error', 'service_unavailable', 'The service is not available at the moment.'],
  ['529', 529, 'overloaded_error', 'overloaded', 'The service is overloaded.'],
  ['context-length', 400, 'invalid_request_error', 'context_length_exceeded', 'The prompt is longer than the context of this model.'],
]

const breaks: readonly (readonly [suffix: 'timeout' | 'reset' | 'truncate' | 'midstream' | 'html' | 'empty', what: string])[] = [
  ['timeout', 'never answers'],
  ['reset', 'resets the connection before any answer'],
  ['truncate', 'cuts the answer off without a finish'],
  ['midstream', 'sends an error object in the middle of a stream (500 when buffered)'],
  ['html', 'answers 200 with a page of HTML'],
  ['empty', 'answers 200 with an empty body'],
]

function failing(suffix: string, what: string, failure: DemoFailure): DemoModel {
  return {
    ...shared,
    id: `nexo-demo-error-${suffix}`,
    name: `Nexo Demo Error ${suffix} (simulation)`,
    description: `A simulation of a failing provider: ${what}.`,
    capabilities: ['chat'],
    behaviour: { kind: 'fail', failure },
  }
}

/** Every simulated model, the failing ones last. */
export const demoModels: readonly DemoModel[] = [
  ...working,
  ...overWires,
  ...tasks,
  ...statuses.map(([suffix, status, type, code, message]) =>
    failing(suffix, `always answers ${status}`, { kind: 'status', status, type, code, message }),
  ),
  ...breaks.map(([kind, what]) => failing(kind, what, { kind })),
]
