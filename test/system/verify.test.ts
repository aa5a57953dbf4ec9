// `nexorouter verify`: real probes of the simulated provider, what they find of models that can and of models that fail, and where it shows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VerificationJson } from '../../src/contract/verification-api.ts'
import { type Router, startRouter } from './start-router.ts'

function resultsOf({ data }: VerificationJson): Record<string, string> {
  return Object.fromEntries(data.map(({ probe, result }) => [probe, result]))
}

async function verify(router: Router, ...args: string[]): Promise<{ code: number | null; found: VerificationJson; stderr: string }> {
  const { code, stdout, stderr } = await router.cli('verify', '--json', ...args)
  return { code, stderr, found: JSON.parse(stdout === '' ? 'null' : stdout) as VerificationJson }
}

interface Listed {
  readonly id: string
  readonly capabilities: readonly string[]
  readonly verified?: Record<string, boolean>
  readonly verified_at?: string
}

async function listed(router: Router, id: string): Promise<Listed> {
  const response = await fetch(`${router.baseUrl}/models/${id}`, { headers: { authorization: `Bearer ${router.key}` } })
  return (await response.json()) as Listed
}

test('a model that calls tools is found to, its blindness too, and the list of models says both with the date', async () => {
  await using router = await startRouter()
  assert.equal((await listed(router, 'nexo-demo-tools')).verified, undefined)
  const { code, found } = await verify(router, '--model', 'nexo-demo-tools')
  assert.deepEqual(resultsOf(found), {
    ...{ buffered: 'passed', streaming: 'passed', stream_usage: 'passed', tools: 'passed', parallel_tools: 'passed' },
    ...{
      tool_result: 'passed',
      json_schema: 'passed',
      image_input: 'failed',
      reasoning: 'failed',
      long_output: 'passed',
      cancel: 'passed',
    },
  })
  assert.equal(code, 1, 'two probes did not pass')
  assert.ok(found.data.every(({ at, latency_ms: ms }) => Number.isFinite(Date.parse(at)) && ms >= 0))
  assert.match(found.data.find(({ probe }) => probe === 'tools')?.evidence ?? '', /get_weather/)
  assert.ok(Number(found.spent_usd) > 0, 'the operator pays for probes')
  const model = await listed(router, 'nexo-demo-tools')
  assert.deepEqual([model.verified?.['tools'], model.verified?.['image_input']], [true, false])
  assert.ok(Date.parse(model.verified_at ?? '') > 0)
  assert.deepEqual(model.capabilities, ['chat', 'tools', 'json_schema'])
  const balance = await router.json<{ balance_usd: string }[]>('credit', 'show')
  assert.match(JSON.stringify(balance), /"balance_usd": ?"5"/, 'no account is charged for probes')
})

test('a declared capability that a probe refutes is listed no longer, and a reasoning model is found to reason', async () => {
  await using router = await startRouter()
  const blind = await verify(router, '--model', 'nexo-demo', '--probe', 'image_input', '--probe', 'buffered')
  assert.match(blind.stderr, /^2 probe\(s\), one after the other/, 'minutes without a word look like a command that hangs')
  assert.deepEqual(resultsOf(blind.found), { buffered: 'passed', image_input: 'failed' })
  assert.deepEqual((await listed(router, 'nexo-demo')).capabilities, ['chat', 'tools', 'json_schema'])
  const thinking = await verify(router, '--model', 'nexo-demo-reasoning', '--probe', 'reasoning')
  assert.deepEqual([thinking.code, resultsOf(thinking.found)], [0, { reasoning: 'passed' }])
})

const failing: readonly [model: string, probe: string, result: string, found: RegExp][] = [
  ['nexo-demo-error-400', 'tools', 'failed', /status 400/],
  ['nexo-demo-error-401', 'buffered', 'error', /status 401/],
  ['nexo-demo-error-429', 'buffered', 'error', /status 429/],
  ['nexo-demo-error-500', 'streaming', 'error', /status 500/],
  ['nexo-demo-error-truncate', 'streaming', 'failed', /200|proper end|pieces?/],
  ['nexo-demo-error-midstream', 'long_output', 'failed', /200/],
  ['nexo-demo-error-html', 'buffered', 'failed', /200/],
  ['nexo-demo-error-empty', 'buffered', 'failed', /200/],
  ['nexo-demo-error-reset', 'buffered', 'error', /reset before headers/],
]

test('failing providers are told apart: what the offer cannot do, and what says nothing of it', async () => {
  await using router = await startRouter()
  for (const [model, probe, result, sentence] of failing) {
    const { code, found } = await verify(router, '--model', model, '--probe', probe)
    const [row] = found.data
    assert.deepEqual([code, row?.result], [1, result], `${model} ${probe}: ${row?.found}`)
    assert.match(row?.found ?? '', sentence, model)
  }
  assert.equal((await listed(router, 'nexo-demo-error-401')).verified, undefined, 'an error proves nothing')
  const last = await verify(router, '--last', '--provider', 'demo')
  assert.equal(last.found.data.length, failing.length)
})

test('what a probe could cost beyond the cap of the month is not sent', async () => {
  await using router = await startRouter({ env: { NEXOROUTER_VERIFY_MONTHLY_USD_MAX: '0' } })
  const { code, found, stderr } = await verify(router, '--model', 'nexo-demo')
  assert.deepEqual([code, found.data, found.spent_usd], [1, [], '0'])
  assert.match(stderr, /the spending cap of this month/)
  const nobody = await router.cli('verify', '--model', 'nobody')
  assert.match(nobody.stderr, /no offer to verify/)
})
