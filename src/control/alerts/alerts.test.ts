// Alerts from their line to their receiver: a real HTTP server on loopback, and the guard that keeps them out of private networks.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { handClock } from '../../base/clock.ts'
import { ok } from '../../base/result.ts'
import { Secret } from '../../base/secret.ts'
import type { AlertMessageJson, CreatedAlertJson, DeliveryJson } from '../../contract/alerts-api.ts'
import { asId } from '../../contract/ids.ts'
import { problems } from '../../contract/problems.ts'
import { attemptsMax, waitMsAfter } from '../../ledger/alert-rules.ts'
import { recordOf, requestId, reservation } from '../../storage/cases/scene.ts'
import { openSmtp } from '../../mail/smtp.ts'
import { openMemoryStore } from '../../storage/memory/open.ts'
import { sendWebhook } from '../../upstream/send-webhook.ts'
import { createFirstAccount } from '../accounts/create-first-account.ts'
import { createControlApp } from '../app.ts'
import type { Mailer } from '../outbox.ts'
import { openTestMailbox } from '../../../test/mail/open-test-mailbox.ts'
import { controlDepsOf } from '../../../test/control/open-test-control.ts'
import { watchAlerts } from './watch-alerts.ts'

const usd = 1_000_000_000n

interface Taken {
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Answers each POST with the next status, the last one for ever. */
async function receiver(t: TestContext, ...statuses: number[]) {
  const taken: Taken[] = []
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (bytes) => (body += String(bytes)))
    req.on('end', () => {
      const status = statuses[Math.min(taken.length, statuses.length - 1)] ?? 200
      taken.push({ body, headers: req.headers })
      res.writeHead(status, status === 302 ? { location: 'http://169.254.169.254/latest' } : {}).end('secret answer')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { taken, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?x=1` }
}

async function openAlerts({ mailer = null, allowPrivate = true }: { mailer?: Mailer | null; allowPrivate?: boolean } = {}) {
  const clock = handClock()
  const store = openMemoryStore()
  const settings = { timeoutMs: 2_000, allowPrivate, version: 'test' }
  const post = (url: string, body: string, headers: Readonly<Record<string, string>>) => sendWebhook(url, body, headers, settings)
  const deps = controlDepsOf({ clock, store, outbox: { mailer, webhooks: { allowPrivate, post } } })
  const first = await createFirstAccount(deps)
  assert.ok(first)
  const app = createControlApp(deps)
  const ask = async <T>(path: string, body?: object, method = body === undefined ? 'GET' : 'POST'): Promise<T & { status: number }> => {
    const text = JSON.stringify(body ?? {})
    const headers = { 'content-length': String(text.length) }
    const response = await app.fetch(new Request(`http://control.invalid/control/v1${path}`, { method, headers }), {
      requestId: asId('r'),
      clientAddress: null,
      local: false,
      credential: ok(first.managementKey.reveal()),
      readBody: async () => ok(Buffer.from(text)),
      refuse: (refusal) => Response.json(refusal, { status: problems[refusal.code].status }),
    })
    return { ...((await response.json()) as T), status: response.status }
  }
  const [key] = await store.listKeys(first.accountId)
  assert.ok(key)
  let requests = 0
  const own = { accountId: first.accountId, keyId: key.id }
  const watch = watchAlerts(deps, () => 0.5)
  return {
    clock,
    ask,
    key,
    look: () => watch.look(),
    log: async (id: string) => (await ask<{ data: DeliveryJson[] }>(`/alerts/${id}/deliveries`)).data,
    spend: async (nano: bigint): Promise<void> => {
      const name = `r${requests++}`
      await store.reserve(reservation(name, nano, own))
      await store.settle({ id: requestId(name), record: recordOf(name, nano, own), overrunNano: 0n })
    },
    credit: (nano: bigint) =>
      store.credit({
        accountId: first.accountId,
        kind: 'manual_credit',
        reference: `c${requests++}`,
        amountNano: nano,
        note: '',
        actor: '',
        atMs: 0,
      }),
    setBudget: (budgetNano: bigint) => store.changeKey(first.accountId, key.id, { budgetNano }),
  }
}

test('a low balance is told once, signed, and again only after it has recovered', async (t) => {
  const { taken, url } = await receiver(t, 200)
  const { ask, look, log, spend, credit, clock } = await openAlerts()
  const alert = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '2.00', webhook_url: url })
  assert.equal(alert.status, 201)
  await look()
  assert.equal(taken.length, 0)
  await spend(3n * usd + 1n)
  for (let turn = 0; turn < 3; turn++) await look()
  assert.equal(taken.length, 1)
  const { body, headers } = taken[0] as Taken
  const message = JSON.parse(body) as AlertMessageJson
  assert.partialDeepStrictEqual(message, { type: 'balance.low', alert_id: alert.id, balance_usd: '1.999999999', threshold_usd: '2' })
  const [, stamp, shown] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['nexorouter-signature'])) ?? []
  assert.equal(stamp, String(Math.floor(clock.now() / 1_000)))
  const right = createHmac('sha256', alert.webhook_secret ?? '')
    .update(`${stamp}.${body}`)
    .digest('hex')
  assert.equal(shown, right)
  assert.equal(headers['nexorouter-delivery'], message.id)
  assert.deepEqual(
    (await log(alert.id)).map(({ state, attempts, last_result }) => [state, attempts, last_result]),
    [['delivered', 1, '200']],
  )
  await credit(1n)
  await look()
  await spend(1n)
  await look()
  assert.equal(taken.length, 2)
})

test("a key's budget is told at its share, by mail where there is mail", async (t) => {
  const { mails, url } = await openTestMailbox(t)
  const mailer = await openSmtp({ url: new Secret(url), from: 'router@example.com', requireTls: true })
  const { ask, look, key, spend, setBudget } = await openAlerts({ mailer })
  assert.equal((await ask('/alerts', { budget_percent: 80, key_id: key.id, email: 'ann@example.com' })).status, 409)
  await setBudget(usd)
  assert.equal((await ask('/alerts', { budget_percent: 80, key_id: key.id, email: 'ann@example.com' })).status, 201)
  await spend((usd * 79n) / 100n)
  await look()
  assert.equal(mails.length, 0)
  await spend(usd / 100n)
  await look()
  await look()
  assert.equal(mails.length, 1)
  assert.deepEqual(mails[0]?.to, ['ann@example.com'])
  assert.ok(mails[0]?.headers.includes('Subject: 80 % of the budget of a key is spent'))
  assert.match(mails[0]?.text ?? '', /Spent: \$0\.8 of a budget of \$1/)
})

test('a receiver that fails is asked again, later each time, and given up in the end', async (t) => {
  const { taken, url } = await receiver(t, 500)
  const { ask, look, log, spend, clock } = await openAlerts()
  const { id } = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '4', webhook_url: url })
  await spend(2n * usd)
  await look()
  await look()
  assert.equal(taken.length, 1, 'not before its time')
  for (let attempt = 2; attempt <= attemptsMax + 2; attempt++) {
    clock.advance(6 * 3_600_000)
    await look()
  }
  assert.equal(taken.length, attemptsMax)
  assert.partialDeepStrictEqual((await log(id))[0], { state: 'failed', attempts: attemptsMax, last_result: '500', next_try_at: null })
  assert.equal(new Set(taken.map(({ headers }) => headers['nexorouter-delivery'])).size, 1)
})

test('one failure is no alarm: the next try delivers', async (t) => {
  const { taken, url } = await receiver(t, 503, 204)
  const { ask, look, log, clock } = await openAlerts()
  const { id } = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '1', webhook_url: url })
  assert.equal((await ask(`/alerts/${id}/test`, {})).status, 201)
  await look()
  clock.advance(30_000)
  await look()
  assert.equal(taken.length, 2)
  assert.equal((JSON.parse(taken[1]?.body ?? '') as AlertMessageJson).type, 'alert.test')
  assert.partialDeepStrictEqual((await log(id))[0], { state: 'delivered', attempts: 2 })
})

test('a redirect is not followed', async (t) => {
  const { taken, url } = await receiver(t, 302)
  const { ask, look, log } = await openAlerts()
  const { id } = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '9', webhook_url: url })
  await look()
  assert.equal(taken.length, 1)
  assert.partialDeepStrictEqual((await log(id))[0], { state: 'waiting', last_result: '302' })
})

for (const host of [
  '127.0.0.1',
  'localhost',
  '[::1]',
  '169.254.169.254',
  '10.0.0.1',
  '[::ffff:127.0.0.1]',
  '2130706433',
  '0x7f.1',
  '[fd00::1]',
]) {
  test(`a webhook to ${host} is refused where it connects, unless the operator allows it`, async (t) => {
    const { taken, url } = await receiver(t, 200)
    const { ask, look, log } = await openAlerts({ allowPrivate: false })
    const { port } = new URL(url)
    const { id, status } = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '9', webhook_url: `https://${host}:${port}/` })
    assert.equal(status, 201)
    await look()
    assert.deepEqual([(await log(id))[0]?.last_result, taken.length], ['address_refused', 0])
  })
}

test('what an alert may be, and what it may not', async () => {
  const { ask, key } = await openAlerts({ allowPrivate: false })
  const hook = 'https://example.com/hook'
  for (const [body, status, message] of [
    [{ webhook_url: hook }, 400, /either `balance_below_usd` or `budget_percent`/],
    [{ balance_below_usd: '1', budget_percent: 5, webhook_url: hook }, 400, /either/],
    [{ balance_below_usd: '0', webhook_url: hook }, 400, /above 0/],
    [{ balance_below_usd: '1', key_id: key.id, webhook_url: hook }, 400, /shared by all keys/],
    [{ budget_percent: 101, key_id: key.id, webhook_url: hook }, 400, /at most 100/],
    [{ budget_percent: 50, webhook_url: hook }, 400, /`key_id` is missing/],
    [{ budget_percent: 50, key_id: 'key_of_somebody', webhook_url: hook }, 404, /no such key/],
    [{ balance_below_usd: '1' }, 400, /Name an `email` or a `webhook_url`/],
    [{ balance_below_usd: '1', email: 'ann@example.com' }, 409, /sends no mail/],
    [{ balance_below_usd: '1', email: 'ann@example.com\r\nBcc: x' }, 400, /e-mail address/],
    [{ balance_below_usd: '1', webhook_url: 'http://example.com/' }, 400, /https URL/],
    [{ balance_below_usd: '1', webhook_url: 'https://user:pass@example.com/' }, 400, /https URL/],
    [{ balance_below_usd: '1', webhook_url: 'file:///etc/passwd' }, 400, /https URL/],
    [{ balance_below_usd: '1', webhook_url: 'hook' }, 400, /https URL/],
  ] as const) {
    const refused = await ask<{ message: string }>('/alerts', body)
    assert.deepEqual([refused.status, message.test(refused.message)], [status, true], `${JSON.stringify(body)}: ${refused.message}`)
  }
  const { id } = await ask<CreatedAlertJson>('/alerts', { balance_below_usd: '1', webhook_url: hook })
  assert.equal((await ask<{ data: object[] }>('/alerts')).data.length, 1)
  assert.equal(JSON.stringify(await ask('/alerts')).includes('nxr-whsec'), false)
  assert.equal((await ask(`/alerts/${id}`, undefined, 'DELETE')).status, 200)
  assert.equal((await ask(`/alerts/${id}`, undefined, 'DELETE')).status, 404)
  assert.equal((await ask('/alerts/alr_of_nobody/test', {})).status, 404)
})

test('waits grow fourfold up to six hours, each spread over its second half', () => {
  const hours = 3_600_000
  assert.deepEqual(
    [1, 2, 3, 8].map((attempts) => waitMsAfter(attempts, 1)),
    [30_000, 120_000, 480_000, 6 * hours],
  )
  assert.deepEqual(
    [1, 8].map((attempts) => waitMsAfter(attempts, 0)),
    [15_000, 3 * hours],
  )
})
