// Every dialect of callers with every simulated provider, over a running server: answers, streams and errors in the caller's own words.
import { bufferOf } from '../../src/base/byte-text.ts'
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sseSplitter } from '../../src/base/sse.ts'
import { type DialectName, dialectNames } from '../../src/contract/dialects.ts'
import { type CommonAnswer, joinAnswer } from '../../src/dialects/common-answer.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { dialectNamed } from '../../src/dialects/registry.ts'
import { type Router, startRouter } from './start-router.ts'

/** The provider of each wire, and the model that is published through it. */
const published: Readonly<Record<DialectName, readonly [provider: string, model: string]>> = {
  'openai-chat': ['demo', 'nexo-demo'],
  'openai-responses': ['demo-responses', 'nexo-demo-responses'],
  'anthropic-messages': ['demo-messages', 'nexo-demo-messages'],
  gemini: ['demo-gemini', 'nexo-demo-gemini'],
}

const failing = ['400', '401', '429', '529', 'context-length', 'midstream'] as const

/** A failing model of each provider, named by an operator in the file: the simulated providers can be published like any others. */
const yaml = `demo: on
models:
${dialectNames
  .flatMap((name) =>
    failing.map(
      (kind) => `
  - id: ${name}-${kind}
    capabilities: [chat]
    context_length: 131072
    max_output_tokens: 8192
    price_usd_per_million: { input: 0.1, output: 0.2 }
    offers: [{ provider: ${published[name][0]}, upstream_model: nexo-demo-error-${kind} }]`,
    ),
  )
  .join('')}
`

let router: Router
before(async () => void (router = await startRouter({ yaml })))
after(() => router[Symbol.asyncDispose]())

function ask(client: Dialect, model: string, stream: boolean): Promise<Response> {
  const offer = { upstreamModel: model, outputCapField: 'max_tokens', takesStreamOptions: true, dropsParams: [] } as const
  const request = { messages: [{ role: 'user' as const, parts: [{ kind: 'text' as const, text: 'count to 12' }] }], settings: {}, left: [] }
  const { body } = client.requestFromCommon(request, { offer, outputCap: 200, stream, reasons: false })
  const base = client.name === 'gemini' ? router.baseUrl.replace(/v1$/, 'v1beta') : router.baseUrl
  const headers = { authorization: `Bearer ${router.key}`, 'content-type': 'application/json' }
  return fetch(base + client.path(offer, stream), { method: 'POST', headers, body: bufferOf(body) })
}

async function heard(client: Dialect, response: Response, stream: boolean): Promise<CommonAnswer> {
  const bytes = Buffer.from(await response.arrayBuffer())
  const joined = joinAnswer()
  const read = client.openCommonEvents()
  const events: Uint8Array[] = []
  if (stream) sseSplitter(1_000_000).push(bytes, (data) => void events.push(Buffer.from(data)))
  else events.push(...client.cutIntoEvents(JSON.parse(bytes.toString()) as Record<string, unknown>))
  for (const data of events) for (const event of read(data)) joined.add(event)
  return joined.answer()
}

for (const clientName of dialectNames) {
  describe(`a caller of ${clientName}`, { concurrency: true }, () => {
    const client = dialectNamed(clientName)
    for (const upstream of dialectNames) {
      const [provider, model] = published[upstream]
      for (const stream of [false, true]) {
        test(`hears ${provider}, ${stream ? 'streamed' : 'whole'}`, async () => {
          const response = await ask(client, model, stream)
          assert.deepEqual([response.status, response.headers.get('x-nexorouter-provider')], [200, provider])
          const [choice] = (await heard(client, response, stream)).choices
          assert.equal(choice?.parts.map(({ text }) => text).join(''), '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12')
          assert.equal(choice?.reason, 'stop')
        })
      }

      test(`is told what went wrong at ${provider}, in the words of ${clientName}`, async () => {
        // What the request caused is the caller's; what the provider could not do is ours.
        const statuses = { '400': 400, '401': 502, '429': 503, '529': 503, 'context-length': 400 } as const
        for (const [kind, status] of Object.entries(statuses)) {
          for (const stream of [false, true]) {
            const response = await ask(client, `${upstream}-${kind}`, stream)
            const body: unknown = await response.json()
            assert.equal(response.status, status, `${kind}: ${JSON.stringify(body)}`)
            const { contextLength } = client.readError(Array.isArray(body) ? body[0] : body)
            assert.equal(contextLength, kind === 'context-length', kind)
            assert.doesNotMatch(JSON.stringify(body), /simulated/, 'the words of the provider stay here')
          }
        }
      })

      test(`sees a stream of ${provider} break down as an error, not as an end`, async () => {
        const response = await ask(client, `${upstream}-midstream`, true)
        const kinds: string[] = []
        const look = client.openStream()
        sseSplitter(1_000_000).push(Buffer.from(await response.arrayBuffer()), (data) => void kinds.push(look(data).kind))
        assert.equal(response.status, 200)
        assert.deepEqual([kinds.includes('chunk'), kinds.at(-1)], [true, 'error'])
      })
    }
  })
}

test('a usage record says which of the simulated providers answered', async () => {
  await (await ask(dialectNamed('openai-chat'), 'nexo-demo-messages', false)).text()
  const records = await router.usage((list) => list.some(({ model }) => model === 'nexo-demo-messages'))
  const record = records.find(({ model, status }) => model === 'nexo-demo-messages' && status === 'success')
  assert.equal(record?.provider, 'demo-messages')
  assert.ok((record?.prompt_tokens ?? 0) > 0 && Number(record?.cost_usd) > 0)
})

test('tokens are counted by the simulated provider that can', async () => {
  const response = await fetch(`${router.baseUrl}/messages/count_tokens`, {
    method: 'POST',
    headers: { 'x-api-key': router.key, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'nexo-demo-messages', messages: [{ role: 'user', content: 'count to 12' }] }),
  })
  const counted = (await response.json()) as { input_tokens: number; nexorouter?: object }
  assert.ok(counted.input_tokens > 0)
  assert.equal(counted.nexorouter, undefined, 'it is no estimate of ours')
})
