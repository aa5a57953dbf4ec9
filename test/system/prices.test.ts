// The price book from the command line, beside a running server and on a stopped one.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import { acmeYaml, type CliResult, runCli, startRouter, type Router } from './start-router.ts'

const made = mkdtempSync(join(tmpdir(), 'nexorouter-prices-'))
let upstream: FaultProvider
let router: Router
before(async () => {
  upstream = await startFaultProvider()
  router = await startRouter({
    yaml: `${acmeYaml(upstream.baseUrl, ['mine'])}\ndemo: on\n`,
    env: { DEEPSEEK_API_KEY: 'sk-never-sent' },
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream?.close()
  rmSync(made, { recursive: true, force: true })
})

const prices = (...args: readonly string[]) => router.cli('prices', ...args)

interface Row {
  readonly model: string
  readonly version: string
  readonly state: string
  readonly price: Record<string, string>
}
const json = (text: string): Row[] => JSON.parse(text) as Row[]

test('a price published beside the running server is charged from then on', async () => {
  const said = await prices('publish', 'nexo-demo', '--input', '0.30', '--output', '1.2', '--source', 'a test', '--approver', 'Ann')
  assert.equal(said.code, 0, said.stderr)
  assert.match(said.stdout, /nexo-demo published as nexo-demo@2/)
  assert.match(said.stdout, /input: 0\.15 -> 0\.3\n/)
  const history = json((await prices('history', 'nexo-demo', '--json')).stdout)
  assert.deepEqual(
    history.map(({ version, state }) => `${version} ${state}`),
    ['nexo-demo@1 past', 'nexo-demo@2 in_force'],
  )
  const answered = await router.chat({ model: 'nexo-demo', messages: [{ role: 'user', content: 'hello' }] })
  assert.equal(answered.headers.get('x-nexorouter-price-version'), 'nexo-demo@2')
})

test('past charges are rated again and adjusted when asked', async () => {
  await router.usage((records) => records.some(({ price_version }) => price_version === 'nexo-demo@2'))
  const published = await prices('publish', 'nexo-demo', '--input', '0.15', '--output', '0.6', '--source', 'a test', '--approver', 'Ann')
  assert.equal(published.code, 0, published.stderr)
  const shown = await prices('rerate', '--since', '2020-01-01', '--model', 'nexo-demo')
  assert.match(shown.stdout, /nexo-demo@2 +nexo-demo@3 +1 /)
  assert.match(shown.stdout, /Nothing was posted/)
  assert.equal((await prices('rerate', '--since', '2020-01-01', '--post')).code, 2)
  const posted = await prices('rerate', '--since', '2020-01-01', '--model', 'nexo-demo', '--post', '--note', 'a wrong price', '--json')
  const { data } = JSON.parse(posted.stdout) as { data: { difference_usd: string; posted_usd: string }[] }
  assert.ok(data[0]?.difference_usd.startsWith('-'))
  assert.equal(data[0]?.posted_usd, data[0]?.difference_usd)
})

test('a list is compared, published only with approval, never into the YAML, and never by ten times', async () => {
  const file = join(made, 'api.json')
  const models = {
    'deepseek-v4-flash': { cost: { input: 0.31, output: 1.2, cache_read: 0.006 } },
    'deepseek-v4-pro': { cost: { input: 132, output: 3.96 } },
  }
  writeFileSync(file, JSON.stringify({ deepseek: { models }, acme: { models: { mine: { cost: { input: 9, output: 9 } } } } }))
  const compared = await prices('import', '--from', 'models.dev', file)
  assert.equal(compared.code, 0, compared.stderr)
  assert.match(compared.stdout, /deepseek-v4-flash would be published/)
  assert.match(compared.stdout, /input: 0\.3 -> 0\.31\n/)
  assert.match(compared.stdout, /deepseek-v4-pro is implausible/)
  assert.match(compared.stdout, /nexorouter\.yaml prices them: .*mine/)
  assert.match(compared.stdout, /Of the list, not on this server: acme\/mine/)
  assert.match(compared.stdout, /Nothing was published/)
  assert.equal((await prices('import', '--from', 'models.dev', file, '--approve')).code, 2)
  const approved = await prices('import', '--from', 'models.dev', file, '--approve', '--approver', 'Ann', '--json')
  assert.equal(approved.code, 4, 'one price was left out')
  assert.match(approved.stderr, /deepseek-v4-pro/)
  const { data } = JSON.parse(approved.stdout) as { data: { model: string; result: string }[] }
  assert.deepEqual(data.map(({ model, result }) => `${model} ${result}`).toSorted(), [
    'deepseek-v4-flash published',
    'deepseek-v4-pro implausible',
  ])
  const again = await prices('import', '--from', 'models.dev', file, '--model', 'deepseek-v4-flash')
  assert.match(again.stdout, /1 model has that price already/)
})

test('what cannot be is refused with a sentence that says what to do', async () => {
  const file = join(made, 'wrong.json')
  writeFileSync(file, '{"a": 1}')
  const publish = (...more: readonly string[]) => prices('publish', 'nexo-demo', '--source', 's', '--approver', 'Ann', ...more)
  const rows: readonly [Promise<CliResult>, number, RegExp][] = [
    [prices('publish', 'mine', '--input', '1', '--output', '1', '--source', 's', '--approver', 'Ann'), 4, /nexorouter\.yaml/],
    [publish('--input', '30', '--output', '1.2'), 4, /implausible.*force/],
    [publish('--input', '1e-7', '--output', '1.2'), 2, /decimal/],
    [publish('--input', '1'), 2, /output/],
    [publish('--input', '1', '--output', '1', '--effective-from', 'yesterday'), 2, /ISO date/],
    [publish('--input', '1', '--file', file), 2, /not both/],
    [prices('history', 'absent'), 3, /no model/],
    [prices('import', '--from', 'litellm', file), 2, /no price in the form of litellm/],
    [prices('import', '--from', 'elsewhere', file), 2, /genai-prices/],
    [prices('import', '--from', 'litellm', join(made, 'absent.json')), 2, /cannot read .*absent\.json: there is no such file$/m],
    [prices('import', '--from', 'litellm', made), 2, /: it is a folder$/m],
    [publish('--file', join(made, 'absent.json')), 2, /cannot read .*absent\.json: there is no such file$/m],
  ]
  for (const [asked, code, sentence] of rows) {
    const said = await asked
    assert.match(said.stderr, sentence)
    assert.equal(said.code, code, said.stderr)
  }
})

test('on a stopped server the same commands work, and the price is there at the next start', async () => {
  const folder = join(made, 'data')
  const env = { NEXOROUTER_DATA_DIR: folder }
  assert.equal((await runCli(['init', '--yes'], env, made)).code, 0)
  const rates = ['--input', '0.2', '--output', '0.7', '--source', 's', '--approver', 'Ann']
  const later = await runCli(['prices', 'publish', 'nexo-demo', ...rates, '--effective-from', '2027-01-31', '--dry-run'], env, made)
  assert.match(later.stdout, /would be published, effective from 2027-01-31T00:00:00\.000Z/)
  assert.equal((await runCli(['prices', 'publish', 'nexo-demo', ...rates], env, made)).code, 0)
  const listed = json((await runCli(['prices', 'list', '--json'], env, made)).stdout)
  assert.deepEqual(listed.find(({ model }) => model === 'nexo-demo')?.price, { input: '0.2', output: '0.7' })
})
