// The probes of an offer as a table: what is asked, and what an answer has to show. Knows no dialect, no money and no vendor.
import type { ProbeName } from '../../contract/probes.ts'
import type { ProbeAnswer, ProbeBody } from './ask-offer.ts'

export interface ProbeVerdictFound {
  readonly passed: boolean
  readonly found: string
  /** A piece of the answer that shows it. */
  readonly evidence: unknown
}

export interface Probe {
  readonly body: ProbeBody
  readonly stream: boolean
  /** Stop the stream after so many pieces. */
  readonly stopAfter?: number
  /** Answers only; a request that was refused has failed already. */
  readonly judge: (answer: ProbeAnswer) => ProbeVerdictFound
}

const user = (content: unknown): readonly object[] => [{ role: 'user', content }]
const textOf = ({ message }: ProbeAnswer): string => (typeof message?.['content'] === 'string' ? message['content'] : '')

const city = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
const weather = { type: 'function', function: { name: 'get_weather', description: 'The weather of a city right now.', parameters: city } }
const time = { type: 'function', function: { name: 'get_time', description: 'The local time of a city right now.', parameters: city } }

interface Call {
  readonly name: string
  readonly input: Record<string, unknown> | null
}

function callsOf({ message }: ProbeAnswer): readonly Call[] {
  const calls = message?.['tool_calls']
  if (!Array.isArray(calls)) return []
  return (calls as { function?: { name?: unknown; arguments?: unknown } }[]).map(({ function: called }) => ({
    name: String(called?.name),
    input: objectIn(String(called?.arguments)),
  }))
}

function objectIn(json: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

const fits = ({ input }: Call): boolean => typeof input?.['city'] === 'string' && input['city'] !== ''

/** 64 x 64 pixels of plain red: several vendors refuse smaller ones. */
const redSquare =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQQkAAAgAsetfWiP4FgYrsKZeS0BAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgsqnc8OJg6Ln3AAAAAElFTkSuQmCC'

/** Prices of a few cents at the most expensive models: enough output to see whether it is cut, no more. */
const longTokens = 1_200
const wordsLeast = 300

const schema = {
  type: 'object',
  properties: { colour: { type: 'string', enum: ['red', 'green', 'blue'] }, count: { type: 'integer' } },
  required: ['colour', 'count'],
  additionalProperties: false,
}

function judgeText(answer: ProbeAnswer): ProbeVerdictFound {
  const text = textOf(answer)
  if (text === '') return { passed: false, found: 'The answer has no text.', evidence: answer.message }
  if (answer.finishReason === null) return { passed: false, found: 'The answer has no finish reason.', evidence: answer.message }
  return { passed: true, found: 'It answered whole.', evidence: text }
}

function judgeStream(answer: ProbeAnswer): ProbeVerdictFound {
  const { pieces, ended, finishReason } = answer
  if (pieces < 2) return { passed: false, found: `The answer came in ${pieces} piece: it is not streamed.`, evidence: textOf(answer) }
  if (finishReason === null || !ended)
    return { passed: false, found: 'The stream stopped without its proper end.', evidence: textOf(answer) }
  return { passed: true, found: `It streamed ${pieces} pieces and ended properly.`, evidence: textOf(answer) }
}

function judgeUsage({ usage }: ProbeAnswer): ProbeVerdictFound {
  const counted = usage !== null && usage.prompt > 0 && usage.completion > 0
  const found = counted ? 'The stream says what it used.' : 'The stream does not say what it used: charges are estimated.'
  return { passed: counted, found, evidence: usage }
}

function judgeCall(answer: ProbeAnswer): ProbeVerdictFound {
  const calls = callsOf(answer)
  const evidence = answer.message?.['tool_calls'] ?? textOf(answer)
  if (calls.length === 0) return { passed: false, found: 'It called no tool.', evidence }
  const right = calls.every((call) => call.name === 'get_weather' && fits(call))
  return { passed: right, found: right ? 'It called the tool with fitting arguments.' : 'It called, but not as the tool asks.', evidence }
}

function judgeCalls(answer: ProbeAnswer): ProbeVerdictFound {
  const calls = callsOf(answer)
  const evidence = answer.message?.['tool_calls'] ?? textOf(answer)
  const passed = calls.length >= 2 && calls.every(fits)
  return { passed, found: passed ? 'It called two tools at once.' : `It made ${calls.length} fitting calls at once, not two.`, evidence }
}

function judgeResult(answer: ProbeAnswer): ProbeVerdictFound {
  const passed = textOf(answer).includes('heron')
  const found = passed ? 'It answered from the result of the tool.' : 'Its answer does not use the result of the tool.'
  return { passed, found, evidence: textOf(answer) }
}

function judgeSchema(answer: ProbeAnswer): ProbeVerdictFound {
  const value = objectIn(textOf(answer))
  const known = value !== null && ['red', 'green', 'blue'].includes(String(value['colour'])) && Number.isInteger(value['count'])
  const passed = known && Object.keys(value).length === 2
  const found = passed ? 'Its answer fits the schema.' : 'Its answer does not fit the schema.'
  return { passed, found, evidence: textOf(answer) }
}

function judgeImage(answer: ProbeAnswer): ProbeVerdictFound {
  const passed = /\bred\b/i.test(textOf(answer))
  return {
    passed,
    found: passed ? 'It named the colour of the image.' : 'It did not name the colour of the image.',
    evidence: textOf(answer),
  }
}

function judgeReasoning(answer: ProbeAnswer): ProbeVerdictFound {
  const thought = answer.message?.['reasoning_content'] ?? answer.message?.['reasoning']
  const tokens = answer.usage?.reasoning ?? 0
  const passed = tokens > 0 || (typeof thought === 'string' && thought !== '')
  const found = passed ? `It reasoned (${tokens} tokens counted).` : 'It shows no reasoning, neither as text nor as tokens.'
  return { passed, found, evidence: typeof thought === 'string' ? thought : answer.usage }
}

function judgeLong(answer: ProbeAnswer): ProbeVerdictFound {
  const words = textOf(answer).split(/\s+/).length
  const passed = words >= wordsLeast && answer.ended
  return {
    passed,
    found: passed ? `It wrote ${words} words without a break.` : `It wrote ${words} words of at least ${wordsLeast}.`,
    evidence: words,
  }
}

function judgeStopped(answer: ProbeAnswer): ProbeVerdictFound {
  const passed = answer.pieces >= 1 && answer.finishReason === null
  const found = passed ? 'It was stopped amid its answer, and the connection closed.' : 'The answer was over before it could be stopped.'
  return { passed, found, evidence: { pieces: answer.pieces } }
}

const ready = { messages: user('Count from 1 to 20, the numbers alone.'), max_tokens: 256 }
const long = { messages: user('Count from 1 to 400, separated by blanks. Write every number.'), max_tokens: longTokens }

export const probes: Readonly<Record<ProbeName, Probe>> = {
  buffered: { body: ready, stream: false, judge: judgeText },
  streaming: { body: ready, stream: true, judge: judgeStream },
  stream_usage: { body: { ...ready, stream_options: { include_usage: true } }, stream: true, judge: judgeUsage },
  tools: {
    body: { messages: user('Use get_weather for Paris.'), tools: [weather], max_tokens: 512 },
    stream: false,
    judge: judgeCall,
  },
  parallel_tools: {
    body: { messages: user('Call both get_weather and get_time for Paris, at once.'), tools: [weather, time], max_tokens: 512 },
    stream: true,
    judge: judgeCalls,
  },
  tool_result: {
    body: {
      messages: [
        ...user('What is the weather in Paris? Repeat the code word of the tool in your answer.'),
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"clear","code_word":"heron"}' },
      ],
      tools: [weather],
      max_tokens: 512,
    },
    stream: false,
    judge: judgeResult,
  },
  json_schema: {
    body: {
      messages: user('A box holds three red balls. Give the colour and the count.'),
      response_format: { type: 'json_schema', json_schema: { name: 'balls', strict: true, schema } },
      max_tokens: 512,
    },
    stream: false,
    judge: judgeSchema,
  },
  image_input: {
    body: {
      messages: user([
        { type: 'text', text: 'Which colour is this image? Answer with one word.' },
        { type: 'image_url', image_url: { url: redSquare } },
      ]),
      max_tokens: 256,
    },
    stream: false,
    judge: judgeImage,
  },
  reasoning: {
    body: { messages: user('Is 9.11 larger than 9.9? Think first.'), reasoning_effort: 'low', max_tokens: 2_048 },
    stream: true,
    judge: judgeReasoning,
  },
  long_output: { body: long, stream: true, judge: judgeLong },
  cancel: { body: long, stream: true, stopAfter: 3, judge: judgeStopped },
}
