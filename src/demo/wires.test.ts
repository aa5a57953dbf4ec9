// The demo provider over real sockets in the words of each vendor: the same ask gets the same answer, whole and streamed, and fails alike.
import { bufferOf } from '../base/byte-text.ts'
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { handClock } from '../base/clock.ts'
import { Secret } from '../base/secret.ts'
import { sseSplitter } from '../base/sse.ts'
import { type DialectName, dialectNames } from '../contract/dialects.ts'
import type { TokenUsage } from '../contract/usage.ts'
import { type AnswerChoice, joinAnswer } from '../dialects/common-answer.ts'
import type { CommonMessage, CommonRequest, Settings } from '../dialects/common-request.ts'
import { dialectNamed } from '../dialects/registry.ts'
import { demoModels } from './demo-models.ts'
import { type DemoProvider, startDemoProvider } from './demo-provider.ts'

const credential = 'demo-credential'
let demo: DemoProvider
before(async () => void (demo = await startDemoProvider({ clock: handClock(), paceMs: 0, credential: new Secret(credential) })))
after(() => demo.close())

const header: Readonly<Record<DialectName, string>> = {
  'openai-chat': 'authorization',
  'openai-responses': 'authorization',
  'anthropic-messages': 'x-api-key',
  gemini: 'x-goog-api-key',
}

function post(name: DialectName, model: string, stream: boolean, body: string | Uint8Array): Promise<Response> {
  const base = name === 'gemini' ? demo.geminiBaseUrl : demo.baseUrl
  const offer = { upstreamModel: model, outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
  const key = header[name] === 'authorization' ? `Bearer ${credential}` : credential
  return fetch(base + dialectNamed(name).path(offer, stream), { method: 'POST', body, headers: { [header[name]]: key } })
}

interface Wish {
  readonly model?: string
  readonly messages?: readonly CommonMessage[]
  readonly settings?: { readonly [name in keyof Settings]?: NonNullable<Settings[name]>['value'] }
  readonly outputCap?: number
}

function bodyFor(
  name: DialectName,
  { model = 'nexo-demo', messages = [user('Tell me about volcanoes')], settings = {}, outputCap = 2_000 }: Wish,
  stream: boolean,
) {
  const named = Object.fromEntries(Object.entries(settings).map(([from, value]) => [from, { value, from }]))
  const request: CommonRequest = { messages, settings: named, left: [] }
  const offer = { upstreamModel: model, outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
  return dialectNamed(name).requestFromCommon(request, { offer, outputCap, stream, reasons: settings.reasoning !== undefined })
}

interface Heard {
  readonly choices: readonly AnswerChoice[]
  readonly usage: TokenUsage | null
}

async function ask(name: DialectName, wish: Wish, stream: boolean): Promise<Heard> {
  const response = await post(name, wish.model ?? 'nexo-demo', stream, bufferOf(bodyFor(name, wish, stream).body))
  const dialect = dialectNamed(name)
  const bytes = Buffer.from(await response.arrayBuffer())
  assert.equal(response.status, 200, bytes.toString())
  const joined = joinAnswer()
  const read = dialect.openCommonEvents()
  if (!stream) {
    const whole = dialect.readWholeAnswer(bytes)
    assert.ok(whole.kind === 'answer', bytes.toString())
    for (const data of dialect.cutIntoEvents(whole.value)) for (const event of read(data)) joined.add(event)
    return { choices: joined.answer().choices, usage: whole.completion.usage }
  }
  const look = dialect.openStream()
  const usages: (TokenUsage | null)[] = []
  sseSplitter(1_000_000).push(bytes, (data) => {
    const seen = look(data)
    if (seen.kind === 'done' || seen.kind === 'other') return
    assert.ok(seen.kind === 'chunk', Buffer.from(data).toString())
    if (seen.usage !== null) usages.push(seen.usage)
    for (const event of read(data)) joined.add(event)
  })
  return { choices: joined.answer().choices, usage: usages.at(-1) ?? null }
}

const user = (text: string): CommonMessage => ({ role: 'user', parts: [{ kind: 'text', text }] })
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false }
const tools = [
  { name: 'get_weather', schema },
  { name: 'get_time', schema },
]
const dot = { kind: 'base64', mediaType: 'image/png', data: 'AA==' } as const
const paper = { kind: 'base64', mediaType: 'application/pdf', data: 'JVBERi0=' } as const

function textOf({ choices }: Heard): string {
  return choices.map(({ parts }) => parts.flatMap((part) => (part.what === 'text' ? [part.text] : [])).join('')).join('|')
}

function callsOf({ choices }: Heard): unknown {
  return choices.flatMap(({ parts }) => parts.flatMap((part) => (part.what === 'tool_call' ? [[part.name, JSON.parse(part.text)]] : [])))
}

/** What is asked, and what every wire has to say of it: text, calls, why it ended. */
const cases: readonly (readonly [what: string, wish: Wish, text: RegExp, calls: unknown, reason: string])[] = [
  ['a text', {}, /"volcanoes"/, [], 'stop'],
  ['a cap', { outputCap: 16, messages: [user('count to 90')] }, /^1, 2, 3/, [], 'length'],
  [
    'a system prompt and turns',
    {
      messages: [
        { role: 'system', parts: [{ kind: 'text', text: 'Be kind.' }] },
        user('hi'),
        { role: 'assistant', parts: [{ kind: 'text', text: 'Hello' }] },
        user('what is 6 times 7'),
      ],
    },
    /42/,
    [],
    'stop',
  ],
  [
    'an image and a document',
    {
      messages: [
        {
          role: 'user',
          parts: [
            { kind: 'text', text: 'What is this?' },
            { kind: 'image', source: dot },
            { kind: 'document', source: paper },
          ],
        },
      ],
    },
    /received one image/,
    [],
    'stop',
  ],
  [
    'a call',
    { model: 'nexo-demo-tools', messages: [user('The weather in Paris?')], settings: { tools } },
    /^$/,
    [['get_weather', { city: 'Paris' }]],
    'tool_calls',
  ],
  [
    'two calls',
    { model: 'nexo-demo-tools', messages: [user('Call both for London')], settings: { tools } },
    /^$/,
    [
      ['get_weather', { city: 'London' }],
      ['get_time', { city: 'London' }],
    ],
    'tool_calls',
  ],
  [
    'a named tool',
    { messages: [user('In Rome?')], settings: { tools, toolChoice: { kind: 'named', name: 'get_time' } } },
    /^$/,
    [['get_time', { city: 'Rome' }]],
    'tool_calls',
  ],
  [
    'a schema',
    { model: 'nexo-demo-json', messages: [user('A trip to Rome')], settings: { format: { kind: 'schema', name: 'trip', schema } } },
    /^\{"city":"Rome"\}$/,
    [],
    'stop',
  ],
  [
    'a result',
    {
      model: 'nexo-demo-tools',
      messages: [
        user('The weather in Paris?'),
        { role: 'assistant', parts: [{ kind: 'tool_call', id: 'call_1', name: 'get_weather', input: '{"city":"Paris"}' }] },
        {
          role: 'user',
          parts: [{ kind: 'tool_result', callId: 'call_1', content: [{ kind: 'text', text: '18 degrees' }], failed: false }],
        },
      ],
      settings: { tools },
    },
    /get_weather returned: 18 degrees/,
    [],
    'stop',
  ],
]

for (const name of dialectNames) {
  describe(`${name}, as its vendor speaks it`, () => {
    for (const [what, wish, text, calls, reason] of cases) {
      test(`${what}: whole and streamed it is the same answer with the same usage`, async () => {
        const [whole, streamed] = [await ask(name, wish, false), await ask(name, wish, true)]
        assert.match(textOf(whole), text)
        assert.deepEqual(callsOf(whole), calls)
        assert.equal(whole.choices[0]?.reason, reason)
        const essence = (heard: Heard) => [textOf(heard), callsOf(heard), heard.choices[0]?.reason, heard.usage]
        assert.deepEqual(essence(streamed), essence(whole))
        assert.ok((whole.usage?.prompt ?? 0) > 0 && (whole.usage?.completion ?? 0) > 0)
      })
    }

    test('thoughts are shown to those who ask, counted, and taken back with their proof', async () => {
      const wish: Wish = { model: 'nexo-demo-reasoning', settings: { reasoning: { effort: 'medium', budgetTokens: null, shown: true } } }
      for (const stream of [false, true]) {
        const heard = await ask(name, wish, stream)
        const thought = heard.choices[0]?.parts.find((part) => part.what === 'reasoning')
        assert.match(thought?.text ?? '', /volcanoes/)
        assert.ok((heard.usage?.reasoning ?? 0) > 0)
        assert.ok((heard.usage?.completion ?? 0) > (heard.usage?.reasoning ?? 0))
        const parts = (heard.choices[0]?.parts ?? []).map((part) =>
          part.what === 'reasoning'
            ? { kind: 'reasoning' as const, text: part.text, ...(part.signature && { signature: part.signature }) }
            : { kind: 'text' as const, text: part.text },
        )
        const again = await ask(
          name,
          { ...wish, messages: [user('Tell me about volcanoes'), { role: 'assistant', parts }, user('count to 3')] },
          stream,
        )
        assert.match(textOf(again), /1, 2, 3/)
      }
    })

    test('each class of error has the status and the words of the vendor', async () => {
      for (const { id, behaviour } of demoModels) {
        if (behaviour.kind !== 'fail' || behaviour.failure.kind !== 'status') continue
        const { status, code } = behaviour.failure
        for (const stream of [false, true]) {
          const response = await post(name, id, stream, bufferOf(bodyFor(name, { model: id }, stream).body))
          assert.equal(response.status, status)
          const body = (await response.json()) as { error: { message: string } }
          assert.match(body.error.message, /simulated/)
          assert.equal(dialectNamed(name).readError(body).contextLength, code === 'context_length_exceeded', id)
        }
      }
    })

    test('a stream that breaks down says so behind what it said; one that is cut off says nothing', async () => {
      const kinds = async (model: string): Promise<string[]> => {
        const response = await post(name, model, true, bufferOf(bodyFor(name, { model }, true).body))
        const look = dialectNamed(name).openStream()
        const seen: string[] = []
        sseSplitter(1_000_000).push(Buffer.from(await response.arrayBuffer()), (data) => {
          const event = look(data)
          seen.push(event.kind === 'chunk' && event.finishReason !== null ? 'finish' : event.kind)
        })
        return seen
      }
      const broken = await kinds('nexo-demo-error-midstream')
      assert.deepEqual([broken.includes('chunk'), broken.at(-1), broken.includes('finish')], [true, 'error', false])
      const cut = await kinds('nexo-demo-error-truncate')
      assert.deepEqual(
        [cut.includes('chunk'), cut.includes('error'), cut.includes('finish'), cut.includes('done')],
        [true, false, false, false],
      )
    })

    test('broken JSON, an unknown model and a wrong credential are refused in the shape of the vendor', async () => {
      const broken = await post(name, 'nexo-demo', false, '{')
      assert.deepEqual([broken.status, typeof ((await broken.json()) as { error: { message: string } }).error.message], [400, 'string'])
      const unknown = await post(name, 'nope', false, bufferOf(bodyFor(name, { model: 'nope' }, false).body))
      assert.equal(unknown.status, 404)
      const base = name === 'gemini' ? `${demo.geminiBaseUrl}/models/m:generateContent` : `${demo.baseUrl}/messages`
      assert.equal((await fetch(base, { method: 'POST', headers: { [header[name]]: 'wrong' } })).status, 401)
    })
  })
}

/** Wire, what is wrong with the request, the field that the refusal names. */
const strict: readonly (readonly [DialectName, object, RegExp])[] = [
  ['openai-responses', { surprise: 1 }, /surprise/],
  ['openai-responses', { store: true }, /store/],
  ['openai-responses', { max_output_tokens: 8 }, /max_output_tokens/],
  ['openai-responses', { input: [{ type: 'function_call_output', call_id: 'c', output: 'x' }] }, /No tool call found/],
  ['openai-responses', { input: [{ role: 'user', content: [{ type: 'output_text', text: 'x' }] }] }, /output_text/],
  ['anthropic-messages', { surprise: 1 }, /^surprise: /],
  ['anthropic-messages', { max_tokens: null }, /^max_tokens: /],
  ['anthropic-messages', { temperature: 1.5 }, /^temperature: /],
  ['anthropic-messages', { thinking: { type: 'enabled', budget_tokens: 100 } }, /^thinking\.budget_tokens: /],
  ['anthropic-messages', { messages: [{ role: 'user', content: '' }] }, /non-empty/],
  ['anthropic-messages', { messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't' }] }] }, /tool_use_id/],
  [
    'anthropic-messages',
    { messages: [{ role: 'assistant', content: [{ type: 'thinking', thinking: 'x', signature: 'y' }] }] },
    /^messages\.0\.content\.0\.signature: /,
  ],
  ['gemini', { surprise: 1 }, /surprise/],
  ['gemini', { contents: [] }, /contents/],
  ['gemini', { generationConfig: { candidateCount: 9 } }, /candidateCount/],
  ['gemini', { contents: [{ role: 'user', parts: [{ functionResponse: { name: 'f', response: {} } }] }] }, /function response/],
  ['gemini', { contents: [{ role: 'model', parts: [{ text: 'x', thoughtSignature: 'AAAA' }] }] }, /signature/i],
]
for (const [name, change, words] of strict) {
  test(`${name}: a provider that is strict refuses ${JSON.stringify(change)}`, async () => {
    const body = JSON.parse(bufferOf(bodyFor(name, {}, false).body).toString()) as object
    const response = await post(name, 'nexo-demo', false, JSON.stringify({ ...body, ...change }))
    assert.equal(response.status, 400)
    assert.match(((await response.json()) as { error: { message: string } }).error.message, words)
  })
}

test('a prompt is counted in the two wires that can ask, and as an answer would count it', async () => {
  const body = { model: 'nexo-demo', messages: [{ role: 'user', content: 'Tell me about volcanoes' }] }
  const counted = await fetch(`${demo.baseUrl}/messages/count_tokens`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'x-api-key': credential },
  })
  const { usage } = await ask('anthropic-messages', {}, false)
  assert.deepEqual(await counted.json(), { input_tokens: usage?.prompt })
  const contents = [{ role: 'user', parts: [{ text: 'Tell me about volcanoes' }] }]
  for (const count of [{ contents }, { generateContentRequest: { contents } }]) {
    const url = `${demo.geminiBaseUrl}/models/nexo-demo:countTokens`
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(count), headers: { 'x-goog-api-key': credential } })
    assert.deepEqual(await response.json(), { totalTokens: usage?.prompt })
  }
})

test('a marked prompt says what was put into the cache, and the next one what came out of it', async () => {
  const long = Array.from({ length: 3_000 }, (_, at) => `term${at}`).join(' ')
  const marked = (end: string): Wish => ({
    messages: [{ role: 'system', parts: [{ kind: 'text', text: long, cache: { ttl: null } }] }, user(end)],
  })
  const first = (await ask('anthropic-messages', marked('one'), false)).usage
  assert.ok((first?.cacheWrite ?? 0) > 1_024 && first?.cached === 0)
  const second = (await ask('anthropic-messages', marked('two'), true)).usage
  assert.ok((second?.cached ?? 0) > 1_024)
  assert.ok((second?.prompt ?? 0) > (second?.cached ?? 0) + (second?.cacheWrite ?? 0))
})
