// One listener an SDK: a request as its dialect's reference has it becomes that SDK's call, and what the SDK's own objects say becomes plain words. Judges nothing.
import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'
import { ContentFilterFinishReasonError } from 'openai/error'
import { apiKey, baseURL } from './checks.mjs'

const origin = new URL(baseURL).origin
const openai = new OpenAI({ baseURL, apiKey, maxRetries: 0 })
const anthropic = new Anthropic({ baseURL: origin, apiKey, maxRetries: 0 })
const google = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: origin } }).models

/** By the dialect that the SDK speaks: `(model, body, stream) => heard`, or `{ thrown }`, a finish reason. */
export const listeners = { 'openai-chat': chat, 'openai-responses': responses, 'anthropic-messages': messages, gemini: contents }

/** A proof may carry where it is from. */
const bare = (proof) => proof.replace(/^nxr1\.[a-z-]+\./, '').replace(/^rs_\w+:/, '')
const joined = (list, member) => list.map((one) => one[member] ?? '').join('')
const pairOf = ({ token, logprob }) => [token, logprob]
const sourceOf = ({ url, title }) => url || title
const nothing = { text: '', reasoning: '', refusal: '', calls: [], finish: '', stopSequence: '', sources: [], logprobs: [], proofs: [] }

async function chat(model, body, stream) {
  const asked = { ...body, model }
  if (!stream) return completionHeard(await openai.chat.completions.create(asked), ({ message }) => message)
  // The helper keeps the last piece of what it does not know: thoughts and their proofs are taken from the chunks, as a program would.
  const thoughts = new Map()
  const running = openai.chat.completions.stream({ ...asked, stream_options: { include_usage: true } }).on('chunk', ({ choices }) => {
    for (const { index, delta } of choices) {
      const sofar = thoughts.get(index) ?? { reasoning_content: '', reasoning_details: [] }
      sofar.reasoning_content += delta.reasoning_content ?? ''
      sofar.reasoning_details.push(...(delta.reasoning_details ?? []))
      thoughts.set(index, sofar)
    }
  })
  try {
    return completionHeard(await running.finalChatCompletion(), ({ index }) => thoughts.get(index))
  } catch (error) {
    // Where a schema was asked for, this is how the helper says that it was not kept: of a strict one, and of another.
    if (error instanceof ContentFilterFinishReasonError || error.cause instanceof SyntaxError) return { thrown: 'content_filter' }
    throw error
  }
}

function completionHeard(answer, thoughtsOf) {
  const { prompt_tokens_details: prompt, completion_tokens_details: completion } = answer.usage
  return {
    choices: answer.choices.map((choice) => {
      const { message, logprobs, finish_reason: finish } = choice
      const calls = message.tool_calls ?? []
      const { reasoning_content: reasoning, reasoning_details: details } = thoughtsOf(choice)
      const ofCalls = calls.flatMap(({ extra_content: extra }) => extra?.google?.thought_signature ?? [])
      return {
        ...nothing,
        text: message.content ?? '',
        reasoning: reasoning ?? '',
        refusal: message.refusal ?? '',
        calls: calls.map((call) => ({
          id: call.id,
          name: (call.function ?? call.custom).name,
          input: call.type === 'custom' ? call.custom.input : JSON.parse(call.function.arguments),
        })),
        finish,
        sources: (message.annotations ?? []).map(({ url_citation: source }) => sourceOf(source)),
        logprobs: (logprobs?.content ?? []).map(pairOf),
        proofs: [...(details ?? []).map(({ signature, data }) => signature ?? data), ...ofCalls].filter(Boolean).map(bare),
      }
    }),
    usage: {
      input: answer.usage.prompt_tokens,
      output: answer.usage.completion_tokens,
      cached: prompt.cached_tokens,
      cacheWrite: prompt.cache_write_tokens ?? 0,
      reasoning: completion.reasoning_tokens,
    },
  }
}

async function responses(model, body, stream) {
  const asked = { ...body, model }
  const answer = stream ? await openai.responses.stream(asked).finalResponse() : await openai.responses.create(asked)
  const items = (...types) => answer.output.filter(({ type }) => types.includes(type))
  const parts = items('message').flatMap(({ content }) => content)
  const texts = parts.filter(({ type }) => type === 'output_text')
  const choice = {
    ...nothing,
    text: answer.output_text,
    reasoning: items('reasoning')
      .map(({ summary }) => joined(summary, 'text'))
      .join(''),
    refusal: joined(parts, 'refusal'),
    calls: items('function_call', 'custom_tool_call').map((item) => ({
      id: item.call_id,
      name: item.name,
      input: item.type === 'custom_tool_call' ? item.input : JSON.parse(item.arguments),
    })),
    finish: answer.status === 'incomplete' ? answer.incomplete_details.reason : answer.status,
    sources: texts.flatMap(({ annotations }) => annotations.map(sourceOf)),
    logprobs: texts.flatMap(({ logprobs }) => (logprobs ?? []).map(pairOf)),
    proofs: items('reasoning').flatMap(({ encrypted_content: proof }) => (proof ? [bare(proof)] : [])),
  }
  const { input_tokens_details: input, output_tokens_details: output } = answer.usage
  return {
    choices: [{ ...choice, proofs: choice.proofs.filter(Boolean) }],
    usage: {
      input: answer.usage.input_tokens,
      output: answer.usage.output_tokens,
      cached: input.cached_tokens,
      cacheWrite: input.cache_write_tokens ?? 0,
      reasoning: output.reasoning_tokens,
    },
  }
}

async function messages(model, body, stream) {
  const asked = { ...body, model }
  const answer = stream ? await anthropic.messages.stream(asked).finalMessage() : await anthropic.messages.create(asked)
  const blocks = (...types) => answer.content.filter(({ type }) => types.includes(type))
  const { usage } = answer
  const [cached, cacheWrite] = [usage.cache_read_input_tokens ?? 0, usage.cache_creation_input_tokens ?? 0]
  const choice = {
    ...nothing,
    text: joined(blocks('text'), 'text'),
    reasoning: joined(blocks('thinking'), 'thinking'),
    calls: blocks('tool_use').map(({ id, name, input }) => ({ id, name, input })),
    finish: answer.stop_reason,
    stopSequence: answer.stop_sequence ?? '',
    sources: blocks('text').flatMap(({ citations }) => (citations ?? []).map((one) => one.url || one.title || one.document_title)),
    proofs: blocks('thinking', 'redacted_thinking')
      .map(({ signature, data }) => bare(signature ?? data))
      .filter(Boolean),
  }
  const tokens = { input: usage.input_tokens + cached + cacheWrite, output: usage.output_tokens, cached, cacheWrite, reasoning: 0 }
  return { choices: [choice], usage: tokens }
}

/** The SDK spreads a request's `generationConfig` and what stands beside it over one `config`. */
async function contents(model, { contents: turns, generationConfig, ...beside }, stream) {
  const asked = { model, contents: turns, config: { ...generationConfig, ...beside } }
  const chunks = stream ? await Array.fromAsync(await google.generateContentStream(asked)) : [await google.generateContent(asked)]
  const indexes = [...new Set(chunks.flatMap(({ candidates }) => (candidates ?? []).map(({ index }) => index ?? 0)))].sort()
  const { usageMetadata: usage } = chunks.at(-1)
  const thoughts = usage.thoughtsTokenCount ?? 0
  return {
    choices: indexes.map((index) => candidateOf(chunks.flatMap(({ candidates }) => candidates ?? []).filter((one) => (one.index ?? 0) === index))),
    usage: {
      input: usage.promptTokenCount,
      output: usage.candidatesTokenCount + thoughts,
      cached: usage.cachedContentTokenCount ?? 0,
      cacheWrite: 0,
      reasoning: thoughts,
    },
  }
}

/** The pieces of one candidate. */
function candidateOf(pieces) {
  const parts = pieces.flatMap(({ content }) => content?.parts ?? [])
  const texts = (thought) => parts.filter((part) => part.text && Boolean(part.thought) === thought)
  return {
    ...nothing,
    text: joined(texts(false), 'text'),
    reasoning: joined(texts(true), 'text'),
    calls: parts.flatMap(({ functionCall: call }) => (call ? [{ id: call.id ?? '', name: call.name, input: call.args ?? {} }] : [])),
    finish: pieces.findLast(({ finishReason }) => finishReason)?.finishReason ?? '',
    sources: pieces.flatMap(({ citationMetadata }) => (citationMetadata?.citations ?? []).map(({ uri, title }) => uri || title)),
    logprobs: pieces.flatMap(({ logprobsResult }) =>
      (logprobsResult?.chosenCandidates ?? []).map(({ token, logProbability }) => [token, logProbability]),
    ),
    proofs: parts.flatMap(({ thoughtSignature: proof }) => (proof ? [bareOfBase64(proof)] : [])).filter(Boolean),
  }
}

/** Foreign proofs travel as base64 here; the vendor's own stay as they are. */
function bareOfBase64(proof) {
  const text = atob(proof)
  return text.startsWith('nxr1.') ? bare(text) : proof
}
