// What anybody may read of a server: its models and its health, and nothing about anybody's requests.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { handClock } from '../../base/clock.ts'
import { asId } from '../../contract/ids.ts'
import type { PublicStatusJson } from '../../contract/public-api.ts'
import type { AttemptRecord } from '../../contract/usage.ts'
import { furnish, recordOf } from '../../storage/cases/scene.ts'
import { openMemoryStore } from '../../storage/memory/open.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall } from '../endpoint.ts'
import { getPublicStatus } from './get-public-status.ts'

const noon = Date.parse('2027-01-15T12:00:00Z')
const dayMs = 86_400_000

const attempt = (provider: string, result: AttemptRecord['result']): AttemptRecord => ({
  provider: asId(provider),
  upstreamModel: 'secret-upstream',
  startedMs: 0,
  durationMs: 1,
  result,
  status: 200,
  failure: null,
})

test('the status has every day of 90, of the gateway and of each connected provider, and no counts', async () => {
  const clock = handClock(noon)
  const store = openMemoryStore()
  await furnish(store, 0n)
  const provider = { id: 'acme', name: 'Acme', base_url: 'http://internal.example', models: 1, status: 'ready', simulated: false }
  const deps = { clock, store, providers: () => [provider] } as unknown as ControlDeps
  const status = async (): Promise<PublicStatusJson> => {
    const outcome = await getPublicStatus({} as ControlCall<unknown>, deps)
    assert.ok(outcome.ok)
    return outcome.value.body as PublicStatusJson
  }
  for (let at = 0; at < 200; at++)
    await store.record(
      recordOf(`p${at}`, 0n, {
        timeMs: noon - (at % 2) * dayMs,
        status: at === 0 || at % 10 === 1 ? 'upstream' : 'success',
        attempts: [attempt('acme', at % 4 === 0 ? 'failed' : 'answered'), attempt('gone', 'failed')],
      }),
    )
  const shown = await status()
  assert.deepEqual([shown.time_zone, shown.updated_at, shown.gateway.days.length], ['UTC', '2027-01-15T12:00:00.000Z', 90])
  assert.deepEqual(shown.gateway.days.slice(-3), [
    { date: '2027-01-13', state: 'no_data', availability: null },
    { date: '2027-01-14', state: 'down', availability: 80 },
    { date: '2027-01-15', state: 'operational', availability: 99 },
  ])
  assert.deepEqual([shown.gateway.state, shown.gateway.availability], ['operational', 89.5])
  assert.deepEqual(
    shown.providers.map(({ id, name, state, availability }) => [id, name, state, availability]),
    [['acme', 'Acme', 'down', 75]],
  )
  const text = JSON.stringify(shown)
  for (const secret of ['internal.example', 'secret-upstream', 'gone', '"tries"', '200']) assert.ok(!text.includes(secret), secret)
  await store.record(recordOf('later', 0n, { timeMs: noon, status: 'gateway' }))
  assert.deepEqual(await status(), shown, 'kept for a minute')
  clock.advance(60_000)
  assert.ok(((await status()).gateway.days.at(-1)?.availability ?? 100) < 99)
})
