// The demo provider over real sockets, driven by the official client and by bare requests.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import OpenAI from 'openai'
import { handClock, systemClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import { startDemoProvider, type DemoProvider } from './demo-provider.ts'
import { demoModels } from './demo-models.ts'

const credential = 'demo-credential'
const clock = handClock()
let demo: DemoProvider
let client: OpenAI

before(async () => {
  demo = await startDemoProvider({ clock, paceMs: 0, credential: new Secret(credential) })
  client = new OpenAI({ apiKey: credential, baseURL: demo.baseUrl, maxRetries: 0 })
})
after(() => demo.close())

const user = (content: string): OpenAI.ChatCompletionMessageParam => ({ role: 'user', content })
const ask = (content: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}): Promise<OpenAI.ChatCompletion> =>
  client.chat.completions.create({ model: 'nexo-demo', messages: [user(content)], ...more, stream: false })
const textOf = (answer: OpenAI.ChatCompletion): string => answer.choices[0]?.message.content ?? ''
const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${demo.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${credential}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

const answers: readonly (readonly [prompt: string, answer: RegExp])[] = [
  ['say hello', /^Hello!.*simulated model/],
  ['What is 2+2?', /2 \+ 2 = 4/],
  ['what is 6 times 7', /= 42/],
  ['Who are you?', /nexo-demo, a simulated model/],
  ['Reply with exactly: pong', /^pong$/],
  ['Please answer the question: why do volcanoes erupt?', /"volcanoes"/],
  ['Tell me about volcanoes and glaciers', /"volcanoes" and "glaciers".*simulated model/],
  ['List 4 ideas for gardening', /4\. .*"gardening"/],
  ['Summarize: Bees make honey. They live in hives.', /In short: Bees make honey\./],
  ['count to 12', /^1, 2, .*, 12$/],
  ['', /no text/],
]
for (const [prompt, expected] of answers) {
  test(`the answer to «${prompt}» is about it`, async () => assert.match(textOf(await ask(prompt)), expected))
}

test('a streamed answer joins to the buffered one and its usage is the same', async () => {
  const whole = await ask('Tell me about volcanoes')
  const stream = await client.chat.completions.create({
    model: 'nexo-demo',
    messages: [user('Tell me about volcanoes')],
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks = await Array.fromAsync(stream)
  assert.equal(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join(''), textOf(whole))
  assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, 'stop')
  assert.deepEqual(chunks.at(-1)?.choices, [])
  assert.deepEqual(chunks.at(-1)?.usage, whole.usage)
  assert.ok(chunks.slice(0, -1).every((chunk) => chunk.usage === null))
  assert.equal(whole.usage?.total_tokens, (whole.usage?.prompt_tokens ?? 0) + (whole.usage?.completion_tokens ?? 0))
  assert.equal(chunks.length - 3, whole.usage?.completion_tokens)
})

test('without include_usage no chunk names usage, and the stream ends with one [DONE]', async () => {
  const text = await (await post({ model: 'nexo-demo', stream: true, messages: [user('say hello')] })).text()
  assert.ok(!text.includes('"usage"'))
  assert.equal(text.split('data: [DONE]\n\n').length, 2)
  assert.ok(text.endsWith('data: [DONE]\n\n'))
})

for (const field of ['max_tokens', 'max_completion_tokens'] as const) {
  test(`${field} cuts the answer with finish_reason length`, async () => {
    const answer = await ask('Tell me about volcanoes', { [field]: 5 })
    assert.equal(answer.usage?.completion_tokens, 5)
    assert.equal(answer.choices[0]?.finish_reason, 'length')
  })
}

test('a stop sequence ends the answer before itself', async () => {
  const answer = await ask('count to 9', { stop: ['5', '7'] })
  assert.equal(textOf(answer), '1, 2, 3, 4, ')
  assert.equal(answer.choices[0]?.finish_reason, 'stop')
})

test('n choices come with their own index, buffered and streamed', async () => {
  const answer = await ask('Tell me about volcanoes', { n: 3 })
  assert.deepEqual(
    answer.choices.map((choice) => choice.index),
    [0, 1, 2],
  )
  const chunks = await Array.fromAsync(
    await client.chat.completions.create({ model: 'nexo-demo', messages: [user('hi')], n: 2, stream: true }),
  )
  assert.deepEqual(
    chunks.filter((chunk) => chunk.choices[0]?.finish_reason).map((chunk) => chunk.choices[0]?.index),
    [0, 1],
  )
})

test('log probabilities have one entry per token with the asked number of alternatives', async () => {
  const answer = await ask('say hello', { logprobs: true, top_logprobs: 2 })
  const content = answer.choices[0]?.logprobs?.content ?? []
  assert.equal(content.map((entry) => entry.token).join(''), textOf(answer))
  assert.ok(content.every((entry) => entry.top_logprobs.length === 2 && entry.logprob < 0))
  assert.equal(answer.usage?.completion_tokens, content.length)
})

test('a long prompt beginning is cached for five minutes', async () => {
  const long = Array.from({ length: 3_000 }, (_, at) => `word${at}`).join(' ')
  const cached = async (end: string): Promise<number | undefined> => (await ask(long + end)).usage?.prompt_tokens_details?.cached_tokens
  assert.equal(await cached(' first'), 0)
  const again = (await cached(' second')) ?? 0
  assert.ok(again >= 1_024, String(again))
  clock.advance(5 * 60_000 + 1)
  assert.equal(await cached(' third'), 0)
  assert.equal((await ask('short')).usage?.prompt_tokens_details?.cached_tokens, 0)
})

test('an image part is acknowledged and counted', async () => {
  const answer = await client.chat.completions.create({
    model: 'nexo-demo',
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } },
        ],
      },
    ],
  })
  assert.match(textOf(answer), /received one image/)
  assert.ok((answer.usage?.prompt_tokens ?? 0) > 85)
})

test('a prompt beyond the context is refused with context_length_exceeded', async () => {
  await assert.rejects(ask('word '.repeat(140_000)), { status: 400, code: 'context_length_exceeded' })
  await assert.rejects(ask('a'.repeat(5_000_000)), { status: 400, code: 'context_length_exceeded' })
})

const tool = (name: string, property: string): OpenAI.ChatCompletionTool => ({
  type: 'function',
  function: {
    name,
    parameters: { type: 'object', properties: { [property]: { type: 'string' } }, required: [property], additionalProperties: false },
  },
})
const tools = [tool('get_weather', 'city'), tool('get_time', 'city')]

test('a tools round trip works through the streaming client', async () => {
  const messages: OpenAI.ChatCompletionMessageParam[] = [user('What is the weather in Paris?')]
  const first = await client.chat.completions.stream({ model: 'nexo-demo-tools', messages, tools }).finalChatCompletion()
  const call = first.choices[0]?.message.tool_calls?.[0]
  assert.equal(first.choices[0]?.finish_reason, 'tool_calls')
  assert.ok(call?.type === 'function')
  assert.equal(call.function.name, 'get_weather')
  assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' })
  messages.push({ role: 'assistant', tool_calls: [call] }, { role: 'tool', tool_call_id: call.id, content: '18 degrees' })
  const second = await client.chat.completions.stream({ model: 'nexo-demo-tools', messages, tools }).finalChatCompletion()
  assert.match(textOf(second), /get_weather returned: 18 degrees/)
  assert.equal(second.choices[0]?.finish_reason, 'stop')
})

test('parallel calls arrive interleaved and join to valid arguments', async () => {
  const body = { model: 'nexo-demo-tools', messages: [user('Call both for London')], tools }
  const chunks = await Array.fromAsync(await client.chat.completions.create({ ...body, stream: true }))
  const parts = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? [])
  assert.deepEqual(
    parts.slice(0, 4).map((part) => part.index),
    [0, 1, 0, 1],
  )
  for (const index of [0, 1]) {
    const joined = parts
      .filter((part) => part.index === index)
      .map((part) => part.function?.arguments ?? '')
      .join('')
    assert.deepEqual(JSON.parse(joined), { city: 'London' })
  }
  const single = await client.chat.completions.create({ ...body, parallel_tool_calls: false })
  assert.equal(single.choices[0]?.message.tool_calls?.length, 1)
})

test('tool_choice is respected', async () => {
  const named = await ask('weather in Paris', {
    model: 'nexo-demo-tools',
    tools,
    tool_choice: { type: 'function', function: { name: 'get_time' } },
  })
  const call = named.choices[0]?.message.tool_calls?.[0]
  assert.equal(call?.type === 'function' && call.function.name, 'get_time')
  assert.equal((await ask('x', { model: 'nexo-demo-tools', tools, tool_choice: 'none' })).choices[0]?.message.tool_calls, undefined)
  assert.equal((await ask('x', { tools, tool_choice: 'required' })).choices[0]?.finish_reason, 'tool_calls')
  assert.equal((await ask('x', { tools })).choices[0]?.finish_reason, 'stop')
  await assert.rejects(ask('x', { tools, tool_choice: { type: 'function', function: { name: 'nope' } } }), {
    status: 400,
    param: 'tool_choice',
  })
})

test('a JSON schema is filled, and json_object gives an object', async () => {
  const schema = {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    required: ['city', 'days'],
    additionalProperties: false,
  }
  const filled = await ask('A trip to Rome for 3 days', {
    model: 'nexo-demo-json',
    response_format: { type: 'json_schema', json_schema: { name: 'trip', strict: true, schema } },
  })
  assert.deepEqual(JSON.parse(textOf(filled)), { city: 'Rome', days: 3 })
  assert.equal(typeof JSON.parse(textOf(await ask('x', { response_format: { type: 'json_object' } }))), 'object')
  assert.equal(JSON.parse(textOf(await ask('x', { model: 'nexo-demo-json' }))).simulated, true)
})

test('reasoning comes before content and is counted', async () => {
  const stream = await client.chat.completions.create({
    model: 'nexo-demo-reasoning',
    messages: [user('Why volcanoes?')],
    stream: true,
    stream_options: { include_usage: true },
  })
  const chunks = await Array.fromAsync(stream)
  const kinds = chunks.map((chunk) => (chunk.choices[0]?.delta ?? {}) as { reasoning_content?: string; content?: string | null })
  const reasoned = kinds.filter((delta) => delta.reasoning_content).length
  assert.ok(kinds.findLastIndex((delta) => delta.reasoning_content) < kinds.findIndex((delta) => delta.content))
  assert.equal(chunks.at(-1)?.usage?.completion_tokens_details?.reasoning_tokens, reasoned)
})

test('the agent model writes a file first and reports after the result', async () => {
  const write: OpenAI.ChatCompletionTool = {
    type: 'function',
    function: {
      name: 'write_file',
      parameters: { type: 'object', properties: { path: { type: 'string' }, content: { type: 'string' } }, required: ['path', 'content'] },
    },
  }
  const agentTools = [tool('read_file', 'path'), tool('bash', 'command'), write]
  const first = await ask('Create notes.md with a greeting', { model: 'nexo-demo-agent', tools: agentTools })
  const call = first.choices[0]?.message.tool_calls?.[0]
  assert.ok(call?.type === 'function' && call.function.name === 'write_file')
  assert.equal(JSON.parse(call.function.arguments).path, 'notes.md')
  const messages = [
    user('Create notes.md'),
    { role: 'assistant' as const, tool_calls: [call] },
    { role: 'tool' as const, tool_call_id: call.id, content: 'written' },
  ]
  const second = await client.chat.completions.create({ model: 'nexo-demo-agent', messages, tools: agentTools })
  assert.match(textOf(second), /^Done\..*written/)
  const shell = await ask('go', { model: 'nexo-demo-agent', tools: [tool('shell', 'command')] })
  const run = shell.choices[0]?.message.tool_calls?.[0]
  assert.deepEqual(run?.type === 'function' && JSON.parse(run.function.arguments), { command: 'echo hello' })
})

for (const model of demoModels) {
  const { behaviour } = model
  if (behaviour.kind !== 'fail' || behaviour.failure.kind !== 'status') continue
  const { status, code } = behaviour.failure
  test(`${model.id} answers ${status} to buffered and streamed requests`, async () => {
    for (const stream of [false, true]) {
      const response = await post({ model: model.id, stream, messages: [user('hi')] })
      const body = (await response.json()) as { error: { code: string | null; message: string } }
      assert.deepEqual([response.status, body.error.code, response.headers.get('retry-after')], [status, code, status === 429 ? '2' : null])
      assert.match(body.error.message, /simulated/)
    }
  })
}

test('the reset model resets before any answer', async () => {
  await assert.rejects(post({ model: 'nexo-demo-error-reset', messages: [user('hi')] }), (error: Error) =>
    /ECONNRESET/.test(String((error.cause as { code?: string }).code)),
  )
})

test('the timeout model stays silent until the client leaves', async () => {
  const silent = fetch(`${demo.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credential}` },
    body: JSON.stringify({ model: 'nexo-demo-error-timeout', messages: [user('hi')] }),
    signal: AbortSignal.timeout(60),
  })
  await assert.rejects(silent, { name: 'TimeoutError' })
})

test('the truncating model sends content, but neither finish_reason nor [DONE]; buffered, the body is cut', async () => {
  const text = await (await post({ model: 'nexo-demo-error-truncate', stream: true, messages: [user('hi')] })).text()
  assert.match(text, /"content":"\S/)
  assert.ok(!text.includes('[DONE]') && !/"finish_reason":"/.test(text))
  await assert.rejects((await post({ model: 'nexo-demo-error-truncate', messages: [user('hi')] })).text())
})

test('the midstream model sends content and then an error object; buffered, 500', async () => {
  const stream = await client.chat.completions.create({ model: 'nexo-demo-error-midstream', messages: [user('hi')], stream: true })
  await assert.rejects(Array.fromAsync(stream), /broke down/)
  await assert.rejects(ask('hi', { model: 'nexo-demo-error-midstream' }), { status: 500 })
})

test('the html and empty models answer 200 with what no client can use', async () => {
  assert.match(await (await post({ model: 'nexo-demo-error-html', messages: [user('hi')] })).text(), /^<!doctype html>/)
  const empty = await post({ model: 'nexo-demo-error-empty', messages: [user('hi')] })
  assert.deepEqual([empty.status, await empty.text()], [200, ''])
})

test('every simulated model is listed, priced and says that it is a simulation', async () => {
  const listed = (await client.models.list()).data.map((model) => model.id)
  assert.deepEqual(
    listed,
    demoModels.map((model) => model.id),
  )
  for (const model of demoModels) {
    assert.match(model.description, /simulation/i)
    for (const price of Object.values(model.priceUsdPerMillion)) assert.match(price, /^\d+\.\d+$/)
  }
})

test('a request without the credential is refused before its body is read', async () => {
  for (const authorization of ['', 'Bearer wrong', credential]) {
    const response = await post({ model: 'nexo-demo', messages: [user('hi')] }, { authorization })
    assert.equal(response.status, 401)
    await response.text()
  }
})

const bad: readonly (readonly [what: string, body: unknown, param: string | null])[] = [
  ['broken JSON', '{', null],
  ['a list as body', [], null],
  ['no model', { messages: [] }, 'model'],
  ['no messages', { model: 'nexo-demo' }, 'messages'],
  ['empty messages', { model: 'nexo-demo', messages: [] }, 'messages'],
  ['a numeric content', { model: 'nexo-demo', messages: [{ role: 'user', content: 1 }] }, 'messages[0].content'],
  ['max_tokens of zero', { model: 'nexo-demo', messages: [user('x')], max_tokens: 0 }, 'max_tokens'],
  ['too many choices', { model: 'nexo-demo', messages: [user('x')], n: 129 }, 'n'],
  ['an unknown format', { model: 'nexo-demo', messages: [user('x')], response_format: { type: 'xml' } }, 'response_format.type'],
]
for (const [what, body, param] of bad) {
  test(`${what} is a 400 that names the field`, async () => {
    const response = await post(body)
    assert.equal(response.status, 400)
    assert.equal(((await response.json()) as { error: { param: string | null } }).error.param, param)
  })
}

test('an unknown model and an unknown address are 404', async () => {
  await assert.rejects(ask('x', { model: 'nope' }), { status: 404, code: 'model_not_found' })
  assert.equal((await fetch(`${demo.baseUrl}/nope`, { headers: { authorization: `Bearer ${credential}` } })).status, 404)
})

test('tokens come one by one, and the official client can abort in the middle', async () => {
  const paced = await startDemoProvider({ clock: systemClock(), paceMs: 1 })
  const stream = await new OpenAI({ apiKey: 'any', baseURL: paced.baseUrl }).chat.completions.create({
    model: 'nexo-demo',
    messages: [user('count to 2000')],
    stream: true,
  })
  const seen: string[] = []
  for await (const chunk of stream) {
    seen.push(chunk.choices[0]?.delta.content ?? '')
    if (seen.length === 4) stream.controller.abort()
  }
  assert.deepEqual(seen.slice(0, 4), ['', '1', ',', ' 2'])
  assert.ok(seen.length < 4_000)
  await paced.close()
})

test('closing ends open streams, and a taken port is refused', async () => {
  const first = await startDemoProvider({ clock: systemClock(), paceMs: 1_000 })
  const silent = fetch(`${first.baseUrl}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'nexo-demo', messages: [user('hi')] }),
  })
  const ended = assert.rejects(silent)
  await assert.rejects(startDemoProvider({ clock: systemClock(), port: first.port }), { code: 'EADDRINUSE' })
  await first.close()
  await ended
})
