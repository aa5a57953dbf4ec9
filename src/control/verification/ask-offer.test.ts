// Probes speak chat completions to themselves whatever the offer's dialect: the same answer through each wire reads the same.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import { upstreamCassettes } from '../../../test/dialects/cassettes.ts'
import { systemClock } from '../../base/clock.ts'
import { Secret } from '../../base/secret.ts'
import type { Offer } from '../../catalog/offer.ts'
import { type UpstreamDialectName, upstreamDialectNames } from '../../contract/dialects.ts'
import { asId } from '../../contract/ids.ts'
import { openUpstream } from '../../upstream/open-upstream.ts'
import { askOffer } from './ask-offer.ts'
import { runProbe } from './run-probe.ts'

const clock = systemClock()
const upstream = openUpstream({ connectTimeoutMs: 2_000, socketsPerOriginMax: 10, nowMs: () => clock.now() })
let reply: { type: string; body: string } = { type: 'application/json', body: '{}' }
const server = createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200, { 'content-type': reply.type }).end(reply.body))
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
after(async () => {
  await upstream.close()
  server.close()
})

function askingOf(dialect: UpstreamDialectName) {
  const offer: Offer = {
    ...{ id: 'acme/up', provider: asId('acme'), upstreamModel: 'up', weight: 1, dialect, outputCapField: 'max_tokens' },
    ...{ takesStreamOptions: true, sendsFinishReason: true, streamOnly: false, dropsParams: [] },
  } as const
  const credential = new Secret('upstream-secret-123456')
  const target = { provider: offer.provider, baseUrl, auth: { kind: 'bearer' }, credential, allowPrivate: true } as const
  return { offer, target, send: upstream.send, clock, reasons: false, withinMs: 5_000 }
}

for (const dialect of upstreamDialectNames) {
  test(`${dialect}: a streamed answer is read whole, counted and ended`, async () => {
    const spoken = upstreamCassettes.find((one) => one.dialect === dialect && /token by token/.test(one.name))
    assert.ok(spoken, 'there is a cassette')
    const frames = spoken.events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`)
    reply = { type: 'text/event-stream', body: frames.join('') + (dialect === 'openai-chat' ? 'data: [DONE]\n\n' : '') }
    const answer = await askOffer({ messages: [{ role: 'user', content: 'x' }], max_tokens: 50 }, { stream: true }, askingOf(dialect))
    assert.equal(answer.failure, null)
    assert.match(String(answer.message?.['content']), /Hello/)
    assert.deepEqual([answer.ended, answer.finishReason !== null, (answer.usage?.completion ?? 0) > 0], [true, true, true])
  })
}

test('evidence is short, on one line, and never holds the credential', async () => {
  const error = { error: { message: `bad key upstream-secret-123456\n${'x '.repeat(2_000)}` } }
  reply = { type: 'application/json', body: JSON.stringify(error) }
  const model = { id: asId('m'), capabilities: new Set(), offers: [] } as never
  const { evidence, verdict, costNano } = await runProbe(model, 'buffered', askingOf('openai-chat'))
  assert.deepEqual([verdict, costNano], ['failed', 0n])
  assert.ok(evidence.length <= 400 && evidence.includes('[secret]'))
  assert.doesNotMatch(evidence, /upstream-secret|\n/)
})
