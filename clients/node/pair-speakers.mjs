// One speaker an SDK: a conversation in plain words becomes that SDK's call, and its answer plain words again. Judges nothing.
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { apiKey, baseURL, citySchema, weatherParameters } from './checks.mjs'

const origin = new URL(baseURL).origin
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
const anthropic = new Anthropic({ baseURL: origin, apiKey, maxRetries: 0 })
const google = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin } }).models

/** Both take a city. */
const toolNames = ['get_weather', 'get_time']
const outputTokensMax = 4_000

/**
 * A conversation is a list of turns: `{ user: text }`, `{ said: heard.said }`, `{ results: [{ call, text }] }`.
 * `wishes`: `tools`, `schema`, `thoughts`, each true or absent; `stream`.
 * What is heard: `text`, `thoughts`, `calls` (id, name, args), `said` to be sent back, `usage` (input, output), `pieces` of a stream.
 */
export const speakers = { 'openai chat': chat, 'openai responses': responses, anthropic: messages, 'google-genai': contents }

/** The error class that each SDK throws for an answer with a status. */
export const errorOf = {
  'openai chat': OpenAI.APIError,
  'openai responses': OpenAI.APIError,
  anthropic: Anthropic.APIError,
  'google-genai': Error,
}

async function chat(model, turns, { tools, schema, thoughts, stream } = {}) {
  const asked = {
    model,
    messages: turns.flatMap(({ user, said, results }) => {
      if (user) return [{ role: 'user', content: user }]
      return said ? [said] : results.map(({ call, text }) => ({ role: 'tool', tool_call_id: call.id, content: text }))
    }),
    ...(tools && { tools: toolNames.map((name) => ({ type: 'function', function: { name, parameters: weatherParameters } })) }),
    ...(schema && { response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: citySchema } } }),
    ...(thoughts && { reasoning_effort: 'medium' }),
  }
  let pieces = 0
  const answer = stream
    ? await openai.chat.completions
        .stream({ ...asked, stream_options: { include_usage: true } })
        .on('chunk', () => (pieces += 1))
        .finalChatCompletion()
    : await openai.chat.completions.create(asked)
  const { message } = answer.choices[0]
  return {
    text: message.content ?? '',
    thoughts: message.reasoning_content ?? '',
    calls: (message.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function.name, args: JSON.parse(call.function.arguments) })),
    said: message,
    usage: { input: answer.usage.prompt_tokens, output: answer.usage.completion_tokens },
    pieces,
  }
}

async function responses(model, turns, { tools, schema, thoughts, stream } = {}) {
  const asked = {
    model,
    input: turns.flatMap(({ user, said, results }) => {
      if (user) return [{ role: 'user', content: user }]
      return said ?? results.map(({ call, text }) => ({ type: 'function_call_output', call_id: call.id, output: text }))
    }),
    ...(tools && { tools: toolNames.map((name) => ({ type: 'function', name, parameters: weatherParameters, strict: false })) }),
    ...(schema && { text: { format: { type: 'json_schema', name: 'city', strict: true, schema: citySchema } } }),
    ...(thoughts && { reasoning: { effort: 'medium', summary: 'auto' } }),
  }
  let pieces = 0
  const answer = stream
    ? await openai.responses
        .stream(asked)
        .on('event', () => (pieces += 1))
        .finalResponse()
    : await openai.responses.create(asked)
  const ofType = (type) => answer.output.filter((item) => item.type === type)
  return {
    text: answer.output_text,
    thoughts: ofType('reasoning').flatMap((item) => item.summary.map(({ text }) => text)).join(''),
    calls: ofType('function_call').map((item) => ({ id: item.call_id, name: item.name, args: JSON.parse(item.arguments) })),
    said: answer.output,
    usage: { input: answer.usage.input_tokens, output: answer.usage.output_tokens },
    pieces,
  }
}

async function messages(model, turns, { tools, schema, thoughts, stream } = {}) {
  const asked = {
    model,
    max_tokens: outputTokensMax,
    messages: turns.map(({ user, said, results }) => {
      if (said) return { role: 'assistant', content: said }
      return { role: 'user', content: user ?? results.map(({ call, text }) => ({ type: 'tool_result', tool_use_id: call.id, content: text })) }
    }),
    ...(tools && { tools: toolNames.map((name) => ({ name, input_schema: weatherParameters })) }),
    ...(schema && { output_config: { format: { type: 'json_schema', schema: citySchema } } }),
    ...(thoughts && { thinking: { type: 'enabled', budget_tokens: 1_024 } }),
  }
  let pieces = 0
  const answer = stream
    ? await anthropic.messages
        .stream(asked)
        .on('streamEvent', () => (pieces += 1))
        .finalMessage()
    : await anthropic.messages.create(asked)
  const joined = (type, member) => answer.content.flatMap((block) => (block.type === type ? [block[member]] : [])).join('')
  return {
    text: joined('text', 'text'),
    thoughts: joined('thinking', 'thinking'),
    calls: answer.content.flatMap((block) => (block.type === 'tool_use' ? [{ id: block.id, name: block.name, args: block.input }] : [])),
    said: answer.content,
    usage: { input: answer.usage.input_tokens, output: answer.usage.output_tokens },
    pieces,
  }
}

async function contents(model, turns, { tools, schema, thoughts, stream } = {}) {
  const declarations = toolNames.map((name) => ({ name, parametersJsonSchema: weatherParameters }))
  const asked = {
    model,
    contents: turns.map(({ user, said, results }) => {
      if (said) return { role: 'model', parts: said }
      const response = ({ call, text }) => ({ functionResponse: { id: call.id, name: call.name, response: { output: text } } })
      return { role: 'user', parts: user ? [{ text: user }] : results.map(response) }
    }),
    config: {
      maxOutputTokens: outputTokensMax,
      ...(tools && { tools: [{ functionDeclarations: declarations }] }),
      ...(schema && { responseMimeType: 'application/json', responseJsonSchema: citySchema }),
      ...(thoughts && { thinkingConfig: { includeThoughts: true } }),
    },
  }
  const chunks = stream ? await Array.fromAsync(await google.generateContentStream(asked)) : [await google.generateContent(asked)]
  const parts = chunks.flatMap((chunk) => chunk.candidates?.[0]?.content?.parts ?? [])
  const joined = (thought) => parts.flatMap((part) => (part.text && Boolean(part.thought) === thought ? [part.text] : [])).join('')
  const { usageMetadata } = chunks.at(-1)
  return {
    text: joined(false),
    thoughts: joined(true),
    calls: parts.flatMap(({ functionCall }) => (functionCall ? [{ ...functionCall }] : [])),
    said: parts,
    usage: { input: usageMetadata.promptTokenCount, output: usageMetadata.candidatesTokenCount + (usageMetadata.thoughtsTokenCount ?? 0) },
    pieces: chunks.length,
  }
}
