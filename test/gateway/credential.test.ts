// A refused credential, from a caller's request to the gateway's own: who is disabled, who is told, and how it comes back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { watchedRouteMemory } from '../../src/main-routing.ts'
import type { GatewayDeps } from '../../src/gateway/deps.ts'
import { openMemoryStore } from '../../src/storage/memory/open.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { hello } from './open-test-streams.ts'

const open: (() => Promise<unknown>)[] = []
after(async () => {
  for (const close of open.reverse()) await close()
})

async function watchedHouse(): Promise<{ house: TestGateway; memory: ReturnType<typeof watchedRouteMemory> }> {
  let memory: ReturnType<typeof watchedRouteMemory> | undefined
  const watch = (deps: GatewayDeps): Partial<GatewayDeps> => {
    const { catalog, targets, send } = deps
    memory = watchedRouteMemory({ catalog, targets, store: openMemoryStore() }, send, deps)
    return { health: memory.health }
  }
  const house = await openTestGateway({ providers: 2, deps: watch })
  assert.ok(memory)
  open.push(() => house.close(), memory.close)
  return { house, memory }
}

const idOf = (number: number): string => `provider-${number}/upstream-model`

async function until(reached: () => boolean): Promise<void> {
  while (!reached()) await new Promise((resolve) => setTimeout(resolve, 5))
}

for (const [what, behaviour, reason] of [
  ['a refused key', { kind: 'status', code: 401 }, 'disabled_unauthorized'],
  ['a spend limit', { kind: 'status', code: 429, body: { error: { code: 'insufficient_quota' } } }, 'disabled_spend_limit'],
] as const) {
  test(`${what} disables the offers of a provider once our own request was refused, too`, async () => {
    const { house, memory } = await watchedHouse()
    house.providers[0]?.script('*', { then: behaviour })
    await house.chat(hello).text
    await until(() => memory.health.of(idOf(1)).reason === reason)
    assert.equal(house.providers[0]?.calls.length, 2, 'one request of a caller, one of ours')
    assert.equal(memory.health.of(idOf(2)).reason, null)
    assert.equal(memory.health.of(idOf(1)).coolingUntilMs, Number.POSITIVE_INFINITY)
    const told = house.logged.map(({ sentence }) => sentence)
    assert.ok(told.some((sentence) => sentence.startsWith('offers are disabled')))
    const explained = await house.chat(hello, { headers: { 'x-nexorouter-explain': 'true' } }).reply
    assert.ok(explained.kind === 'json')
    assert.match(explained.headers['x-nexorouter-route'] ?? '', new RegExp(`\\["${idOf(1)}","${reason}"\\]`))
    await house.assertAtRest()
  })
}

test('a key that is refused to one caller only cools down, and nobody is disabled', async () => {
  const { house, memory } = await watchedHouse()
  house.providers[0]?.script('*', { next: [{ kind: 'status', code: 401 }] })
  await house.chat(hello).text
  await house.providers[0]?.arrived(2)
  await house.providers[0]?.idle()
  const { reason, coolingUntilMs } = memory.health.of(idOf(1))
  assert.equal(reason, 'unauthorized')
  assert.ok(Number.isFinite(coolingUntilMs))
})

test('the last offer of a model is asked even when it is disabled, and an answer brings it back', async () => {
  const { house, memory } = await watchedHouse()
  for (const provider of house.providers) provider.script('*', { then: { kind: 'status', code: 401 } })
  await house.chat(hello).reply
  await until(() => [1, 2].every((number) => memory.health.of(idOf(number)).reason === 'disabled_unauthorized'))
  for (const provider of house.providers) provider.script('*', { then: { kind: 'answer' } })
  const asked = house.chat(hello)
  assert.equal((await asked.reply).kind, 'json')
  const back = [1, 2].filter((number) => memory.health.of(idOf(number)).coolingUntilMs < Number.POSITIVE_INFINITY)
  assert.equal(back.length, 1)
  await house.assertAtRest()
})
