// What a chat completion looks like to an unmodified client and to the provider behind the server: nothing added, nothing lost.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import OpenAI from 'openai'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { startRouter, type Router } from './start-router.ts'

const model = (id: string, upstream: string): string => `
  - id: ${id}
    capabilities: [chat, tools, json_schema, vision]
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0.14, output: 0.28, cached_input: 0.014 }
    offers: [{ provider: acme, upstream_model: ${upstream} }]`

let upstream: FaultProvider
let router: Router
let client: OpenAI
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({
    yaml: `demo: on
providers:
  - { id: acme, dialect: openai-chat, base_url: "${upstream.baseUrl}", api_key: upstream-secret, allow_private: true }
models:${model('Qwen/Qwen-Plus', 'qwen-plus-latest')}${model('raw', 'raw-upstream')}
`,
  })
  client = new OpenAI({ apiKey: router.key, baseURL: router.baseUrl, maxRetries: 0 })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

type Create = OpenAI.Chat.ChatCompletionCreateParamsNonStreaming

/** The same request buffered or streamed through the SDK, which joins the chunks. */
function complete(params: Create, streamed: boolean): Promise<OpenAI.Chat.ChatCompletion> {
  if (!streamed) return client.chat.completions.create(params)
  return client.chat.completions.stream({ ...params, stream: true, stream_options: { include_usage: true } }).finalChatCompletion()
}

const weather = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 5 } },
  required: ['city', 'days'],
  additionalProperties: false,
}
const tools = (['get_weather', 'get_forecast'] as const).map((name) => ({
  type: 'function' as const,
  function: { name, description: `Says ${name}.`, parameters: weather },
}))

// The demo provider writes at a human pace: these wait side by side.
describe('through the official SDK', { concurrency: true }, () => {
  for (const [form, streamed] of [
    ['buffered', false],
    ['streamed', true],
  ] as const) {
    test(`parallel tool calls and their results make the round trip, ${form}`, async () => {
      const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Use both tools for "Paris".' }]
      const first = await complete({ model: 'nexo-demo-tools', messages, tools, parallel_tool_calls: true }, streamed)
      const [choice] = first.choices
      assert.equal(first.model, 'nexo-demo-tools')
      assert.equal(choice?.finish_reason, 'tool_calls')
      const calls = (choice?.message.tool_calls ?? []).filter((call) => call.type === 'function')
      assert.deepEqual(
        calls.map((call) => call.function.name),
        ['get_weather', 'get_forecast'],
      )
      assert.equal(new Set(calls.map((call) => call.id)).size, 2)
      for (const call of calls) assert.deepEqual(Object.keys(JSON.parse(call.function.arguments) as object), ['city', 'days'])
      messages.push(choice.message)
      for (const call of calls) messages.push({ role: 'tool', tool_call_id: call.id, content: `result of ${call.function.name}` })
      const second = await complete({ model: 'nexo-demo-tools', messages, tools }, streamed)
      assert.equal(second.choices[0]?.finish_reason, 'stop')
      for (const call of calls) assert.ok(second.choices[0]?.message.content?.includes(`result of ${call.function.name}`))
    })

    test(`one tool at a time, no tool, and a tool by name are respected, ${form}`, async () => {
      const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'user', content: 'Use both tools.' }]
      const one = await complete({ model: 'nexo-demo-tools', messages, tools, parallel_tool_calls: false }, streamed)
      assert.equal(one.choices[0]?.message.tool_calls?.length, 1)
      const none = await complete({ model: 'nexo-demo-tools', messages, tools, tool_choice: 'none' }, streamed)
      assert.ok((none.choices[0]?.message.tool_calls ?? []).length === 0)
      const choice = { type: 'function' as const, function: { name: 'get_forecast' } }
      const named = await complete({ model: 'nexo-demo', messages, tools, tool_choice: choice }, streamed)
      assert.deepEqual(
        named.choices[0]?.message.tool_calls?.map((call) => (call.type === 'function' ? call.function.name : '')),
        ['get_forecast'],
      )
    })

    test(`a JSON schema comes back filled, ${form}`, async () => {
      const response_format = { type: 'json_schema' as const, json_schema: { name: 'weather', strict: true, schema: weather } }
      const answer = await complete(
        { model: 'nexo-demo-json', messages: [{ role: 'user', content: 'Fill it.' }], response_format },
        streamed,
      )
      const value = JSON.parse(answer.choices[0]?.message.content ?? '') as { city: unknown; days: number }
      assert.deepEqual(Object.keys(value), ['city', 'days'])
      assert.equal(typeof value.city, 'string')
      assert.ok(Number.isInteger(value.days) && value.days >= 1 && value.days <= 5)
    })

    test(`images by address and inlined are counted and answered, ${form}`, async () => {
      const pixel = `data:image/png;base64,${Buffer.from('not really a picture').toString('base64')}`
      const answer = await complete(
        {
          model: 'nexo-demo',
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'What is on them?' },
                { type: 'image_url', image_url: { url: 'https://images.example/cat.png', detail: 'low' } },
                { type: 'image_url', image_url: { url: pixel } },
              ],
            },
          ],
        },
        streamed,
      )
      assert.match(answer.choices[0]?.message.content ?? '', /2 images/)
      assert.ok((answer.usage?.prompt_tokens ?? 0) > 85)
    })

    test(`two choices with log probabilities keep their places, ${form}`, async () => {
      const answer = await complete(
        {
          model: 'nexo-demo',
          messages: [{ role: 'user', content: 'Tell me about rivers.' }],
          n: 2,
          logprobs: true,
          top_logprobs: 2,
          seed: 7,
        },
        streamed,
      )
      assert.deepEqual(
        answer.choices.map((choice) => choice.index),
        [0, 1],
      )
      assert.notEqual(answer.choices[0]?.message.content, answer.choices[1]?.message.content)
      for (const choice of answer.choices) {
        assert.equal(choice.finish_reason, 'stop')
        assert.equal(choice.logprobs?.content?.map(({ token }) => token).join(''), choice.message.content)
        assert.equal(choice.logprobs?.content?.[0]?.top_logprobs.length, 2)
      }
    })

    test(`stop ends the answer before itself, and a small cap ends it by length, ${form}`, async () => {
      const messages: OpenAI.Chat.ChatCompletionMessageParam[] = [{ role: 'user', content: 'count to 9' }]
      const stopped = await complete({ model: 'nexo-demo', messages, stop: ['4'] }, streamed)
      assert.equal(stopped.choices[0]?.message.content?.trim(), '1, 2, 3,')
      assert.equal(stopped.choices[0]?.finish_reason, 'stop')
      const capped = await complete({ model: 'nexo-demo', messages, max_completion_tokens: 3 }, streamed)
      assert.equal(capped.choices[0]?.finish_reason, 'length')
      assert.equal(capped.usage?.completion_tokens, 3)
    })
  }

  test('reasoning arrives apart from the answer, buffered and streamed, and its tokens are on record', async () => {
    const body = { model: 'nexo-demo-reasoning', messages: [{ role: 'user' as const, content: 'Think.' }] }
    const whole = await client.chat.completions.create(body).withResponse()
    const message = whole.data.choices[0]?.message as { content: string; reasoning_content?: string }
    assert.ok((message.reasoning_content ?? '').length > 0)
    const reasoning = whole.data.usage?.completion_tokens_details?.reasoning_tokens ?? 0
    assert.ok(reasoning > 0)
    let thought = ''
    let text = ''
    for await (const chunk of await client.chat.completions.create({ ...body, stream: true })) {
      const delta: { content?: string | null; reasoning_content?: string } | undefined = chunk.choices[0]?.delta
      if (delta?.reasoning_content) assert.equal(text, '', 'reasoning comes first')
      thought += delta?.reasoning_content ?? ''
      text += delta?.content ?? ''
    }
    assert.deepEqual([thought, text], [message.reasoning_content, message.content])
    const id = whole.response.headers.get('x-request-id')
    const record = (await router.usage((all) => all.some((one) => one.request_id === id))).find((one) => one.request_id === id)
    assert.equal(record?.reasoning_tokens, reasoning)
  })
})

test('the official SDK finds the request ID, the cost and the provider in the headers of a good answer', async () => {
  const body = { model: 'nexo-demo', messages: [{ role: 'user' as const, content: 'Say hello' }] }
  const { data, response, request_id } = await client.chat.completions.create(body).withResponse()
  assert.equal(response.headers.get('x-request-id'), request_id)
  assert.ok(Number(response.headers.get('x-nexorouter-cost-usd')) > 0)
  assert.equal(response.headers.get('x-nexorouter-provider'), 'demo')
  assert.equal(response.headers.get('x-nexorouter-attempts'), '1')
  for (const name of ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-limit-requests', 'x-ratelimit-remaining-tokens']) {
    assert.ok(Number(response.headers.get(name)) > 0, name)
  }
  const { prompt_tokens, completion_tokens, total_tokens } = data.usage ?? { prompt_tokens: 0, completion_tokens: 0, total_tokens: -1 }
  assert.equal(total_tokens, prompt_tokens + completion_tokens)
})

const odd = [
  '"zeta":12345678901234567890',
  '"messages":[{"role":"user","content":"caf\\u00e9 \\ud83d\\ude00 é","name":"a","x-made-up":{"b":1,"a":-0.0}},{"role":"user",  "content":[{"type":"text","text":"t","cache_control":{"type":"ephemeral"}}]}]',
  '"alpha":{"2":1e400,"1":1.50,"deep":[[[null,true]]]}',
  '"seed":42, "stop":["\\n"],"metadata":{},"service_tier":"auto" ,"reasoning_effort":"low"',
  '"provider_thing":""',
]

test('what nobody knows here reaches the provider byte for byte, in its order, and only what must change changes', async () => {
  for (const stream of [false, true]) {
    const calls = upstream.calls.length
    const asked = `{"model":"Qwen/Qwen-Plus",${odd.join(',')}${stream ? ',"stream":true,"stream_options":{"include_obfuscation":false}' : ''},"max_tokens":7}`
    const response = await router.chat(asked)
    assert.equal(response.status, 200, await response.clone().text())
    await response.text()
    const tail = stream ? ',"stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}' : ''
    assert.equal(upstream.calls[calls]?.bodyText, `{"model":"qwen-plus-latest",${odd.join(',')}${tail},"max_tokens":7}`)
  }
})

const image = `data:image/png;base64,${Buffer.from('x'.repeat(3_000)).toString('base64')}`
test('images go to the provider as they came and are fetched by nobody here', async () => {
  const calls = upstream.calls.length
  const content = [
    { type: 'image_url', image_url: { url: `${upstream.baseUrl}/never-fetched.png`, detail: 'high' } },
    { type: 'image_url', image_url: { url: image } },
  ]
  assert.equal((await router.chat({ model: 'Qwen/Qwen-Plus', messages: [{ role: 'user', content }] })).status, 200)
  assert.equal(upstream.calls.length, calls + 1)
  assert.deepEqual((JSON.parse(upstream.calls[calls]?.bodyText ?? '') as { messages: unknown }).messages, [{ role: 'user', content }])
})

const answered = (type: string, body: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nx-upstream-canary: 1\r\nset-cookie: a=b\r\nconnection: close\r\n\r\n${body}`

test('unknown fields of an answer survive byte for byte, and its model is the ID that the caller used', async () => {
  const part = (name: string): string =>
    `{"zz":12345678901234567890,"id":"gen-1","object":"chat.completion","created":1,"model":${name},"choices":[{"finish_reason":"stop","index":0,"message":{"role":"assistant","content":"ok","annotations":[],"reasoning_details":[{"b":1.10,"a":2}]},"content_filter_results":{"hate":{"filtered":false}}}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4,"odd":9007199254740993},"service_tier":"default","citations":["https://a.example"]}`
  upstream.script('raw-upstream', { next: [{ kind: 'raw', bytes: answered('application/json', part('"raw-upstream"')), then: 'end' }] })
  const response = await router.chat({ model: 'raw', messages: [{ role: 'user', content: 'x' }] })
  assert.equal(await response.text(), part('"raw"'))
  assert.equal(response.headers.get('x-upstream-canary'), null)
  assert.equal(response.headers.get('set-cookie'), null)
})

test('unknown fields of a streamed answer survive byte for byte, event by event', async () => {
  const events = (name: string): string[] => [
    `{"id":"gen-1","zz":12345678901234567890,"object":"chat.completion.chunk","created":1,"model":${name},"choices":[{"index":0,"delta":{"role":"assistant","content":"o","odd":{"b":1.10,"a":2}},"finish_reason":null,"native":null}],"x":[]}`,
    `{"id":"gen-1","object":"chat.completion.chunk","created":1,"model":${name},"choices":[{"index":0,"delta":{"content":"k"},"finish_reason":"stop","matched_stop":151645}]}`,
  ]
  const sent = [...events('"raw-upstream"'), '[DONE]'].map((event) => `data: ${event}\n\n`).join('')
  upstream.script('raw-upstream', { next: [{ kind: 'raw', bytes: answered('text/event-stream', sent), then: 'end' }] })
  const response = await router.chat({ model: 'raw', stream: true, messages: [{ role: 'user', content: 'x' }] })
  assert.equal(await response.text(), [...events('"raw"'), '[DONE]'].map((event) => `data: ${event}\n\n`).join(''))
})

test('the provider gets its own credential, our request ID and nothing of the client', async () => {
  const calls = upstream.calls.length
  const response = await router.chat(
    { model: 'Qwen/Qwen-Plus', messages: [{ role: 'user', content: 'x' }] },
    {
      headers: {
        cookie: 'session=canary',
        'x-forwarded-for': '10.1.2.3',
        'openai-organization': 'org-canary',
        'user-agent': 'client-canary',
      },
    },
  )
  const headers = upstream.calls[calls]?.headers ?? {}
  assert.equal(headers['authorization'], 'Bearer upstream-secret')
  assert.equal(headers['x-client-request-id'], response.headers.get('x-request-id'))
  assert.ok(!JSON.stringify(headers).includes('canary') && !JSON.stringify(headers).includes(router.key))
  assert.equal(headers['x-forwarded-for'], undefined)
})

test('the caller cannot choose the upstream cap away: one is always sent, in the field of the offer', async () => {
  const calls = upstream.calls.length
  await router.chat({ model: 'Qwen/Qwen-Plus', messages: [{ role: 'user', content: 'x' }] })
  await router.chat({ model: 'Qwen/Qwen-Plus', messages: [{ role: 'user', content: 'x' }], max_completion_tokens: 5 })
  const caps = upstream.calls.slice(calls).map((call) => {
    const { max_tokens, max_completion_tokens } = JSON.parse(call.bodyText) as Record<string, unknown>
    return [max_tokens, max_completion_tokens]
  })
  assert.deepEqual(caps, [
    [8192, undefined],
    [5, undefined],
  ])
})
