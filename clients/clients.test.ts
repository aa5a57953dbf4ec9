// Proof that unmodified SDKs work: each client's program runs against one real server, and each line it prints is a test.
// A missing toolchain is reported as not run, never as passed; with NEXOROUTER_REQUIRE=all it is a failure (.NET is the named exception).
import assert from 'node:assert/strict'
import { after, before, describe, test, type TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type Client, clients, pinnedVersion, type Toolchain } from './clients.ts'
import { startCountingForwarder } from './counting-forwarder.ts'
import { type Prepared, prepareToolchain, probeToolchain, programEnvironment } from './prepare-toolchain.ts'
import { requestArrives } from './recorded-requests.ts'
import { asking, openRecordedVendor, type RecordedVendor } from './recorded-vendor.ts'
import { runStep, type StepEnd } from './run-step.ts'
import { type ServerUnderTest, startServerUnderTest, type UsageLine } from './server-under-test.ts'

interface Row {
  client: string
  version: string
  checks: string
  result: string
  install: string
  run: string
}

interface Line {
  readonly name: string
  /** Undefined when the check passed. */
  readonly why: string | undefined
}

/** The whole of one program: some twenty requests at the pace at which the simulated provider writes. */
const programLimitMs = 180_000
const allRequired = process.env['NEXOROUTER_REQUIRE'] === 'all'
const toolchains = [...new Set(clients.map(({ toolchain }) => toolchain))]
const probes = new Map(await Promise.all(toolchains.map(async (toolchain) => [toolchain, await probeToolchain(toolchain)] as const)))
const preparing = new Map<Toolchain, Promise<Prepared>>()
const rows: Row[] = []

let server: ServerUnderTest
let vendor: RecordedVendor

describe('unmodified clients against a running server', { concurrency: 4 }, () => {
  before(async () => {
    // All installs begin at once; a failed one fails the tests of its clients.
    for (const [toolchain, probe] of probes) if (probe.present) once(toolchain, probe.versions).catch(() => undefined)
    vendor = await openRecordedVendor()
    server = await startServerUnderTest(vendor.configFile)
  })

  after(async () => {
    await server?.stop()
    vendor?.close()
    console.table(Object.fromEntries(rows.map(({ client, ...row }) => [client, row])))
  })

  for (const client of clients) {
    const probe = probes.get(client.toolchain)
    assert.ok(probe)
    const version = pinnedVersion(client) || (probe.present ? (probe.versions.split(' ')[1] ?? '') : '')
    const row: Row = { client: client.name, version, checks: '-', result: 'not finished', install: '-', run: '-' }
    rows.push(row)
    if (probe.present) {
      test(`${client.name} ${version}`, (t) => prove(t, client, probe.versions, row))
      continue
    }
    row.result = `not run: ${probe.why}`
    if (allRequired && !client.toolchain.exempt) {
      test(`${client.name} ${version} is required here`, () => assert.fail(`not run: ${probe.why}`))
    }
  }
})

async function prove(t: TestContext, client: Client, versions: string, row: Row): Promise<void> {
  row.result = 'failed'
  const prepared = await once(client.toolchain, versions)
  row.install = prepared.fresh ? seconds(prepared.tookMs) : 'cached'
  const ran = await runProgram(client)
  const { end } = ran
  const lines = readLines(end.stdout)
  row.run = seconds(end.tookMs)
  row.checks = `${lines.filter(({ why }) => why === undefined).length}/${client.checks}`
  for (const { name, why } of lines) await t.test(name, () => assert.equal(why, undefined))
  await t.test('the program ran to its end', () => {
    assert.equal(lines.length, client.checks, `${lines.length} lines of ${client.checks}:\n${end.stdout}\n${end.stderr}`)
    const expected = lines.some(({ why }) => why !== undefined) ? 1 : 0
    assert.equal(end.code, expected, end.stderr)
  })
  await proveUsage(t, client, ran)
  if (end.code === 0 && lines.length === client.checks) row.result = 'passed'
}

/** What each recorded request was when it came to a provider; the programs see the answers only. */
async function proveRequests(t: TestContext): Promise<void> {
  for (const exchange of asking) {
    const { client, upstream, asked } = exchange
    await t.test(`the request of ${client} arrives at ${upstream}: ${asked.name}`, () => {
      const bodies = vendor.received.filter((one) => one.exchange === exchange).map(({ body }) => body)
      assert.ok(bodies.length > 0)
      for (const body of bodies) {
        const { sent, got } = requestArrives(client, asked, upstream, body)
        assert.deepEqual(got, sent)
      }
    })
  }
}

async function proveUsage(t: TestContext, client: Client, { own, spent }: Ran): Promise<void> {
  const { providers } = client
  await t.test('what was answered was charged', () => {
    for (const one of own.filter(({ status }) => status === 'success')) assert.ok(Number(one.cost_usd) > 0, `${one.endpoint} of ${one.model}`)
  })
  if (providers !== undefined) {
    await t.test('Usage Logs show each provider, and no fault of the server', () => {
      const seen = new Set(own.map(({ provider }) => provider))
      for (const one of providers) assert.ok(seen.has(one), one)
      assert.ok(!own.some(({ status }) => status === 'gateway'))
    })
    return proveRequests(t)
  }
  await t.test('Usage Logs show the abort as cancelled, each provider failure once, and the spent key refused once', () => {
    assert.ok(
      own.some(({ status }) => status === 'cancelled'),
      'one record is cancelled',
    )
    assert.deepEqual(
      spent.map(({ status, error_code }) => [status, error_code]),
      [['quota', 'insufficient_quota']],
    )
    assert.equal(own.filter(({ status }) => status === 'upstream').length, client.providerFailures)
    assert.ok(![...own, ...spent].some(({ status }) => status === 'gateway'), 'nothing was the fault of the server')
  })
}

/** Clients of one toolchain share its install. */
function once(toolchain: Toolchain, versions: string): Promise<Prepared> {
  const begun = preparing.get(toolchain) ?? prepareToolchain(toolchain, versions)
  preparing.set(toolchain, begun)
  return begun
}

interface Ran {
  readonly end: StepEnd
  /** Records of its key, and of the one that cannot pay. */
  readonly own: readonly UsageLine[]
  readonly spent: readonly UsageLine[]
}

async function runProgram(client: Client): Promise<Ran> {
  const spentName = `${client.name}, spent`
  const [key, spentKey] = await Promise.all([server.createKey(client.name), server.createKey(spentName, '0.000001')])
  const forwarder = await startCountingForwarder(server.port)
  try {
    const end = await runStep({
      command: client.command,
      folder: client.toolchain.folder,
      timeLimitMs: programLimitMs,
      env: programEnvironment({
        NEXOROUTER_BASE_URL: `${forwarder.origin}/v1`,
        NEXOROUTER_API_KEY: key,
        NEXOROUTER_EMPTY_KEY: spentKey,
        NEXOROUTER_RECORDED: vendor.exchangesFile,
        NEXOROUTER_REQUEST_COUNTER: forwarder.counterUrl,
      }),
    })
    if (client.providers !== undefined) return { end, own: await server.usage(client.name), spent: [] }
    return { end, own: await usageWithTheAbort(client.name), spent: await server.usage(spentName) }
  } finally {
    forwarder.close()
  }
}

/** The record of an aborted request is written when the upstream has been let go, which may be after the client's end. */
async function usageWithTheAbort(keyName: string): Promise<readonly UsageLine[]> {
  let usage = await server.usage(keyName)
  for (let tries = 0; tries < 240 && !usage.some(({ status }) => status === 'cancelled'); tries += 1) {
    await wait(250)
    usage = await server.usage(keyName)
  }
  return usage
}

function readLines(stdout: string): Line[] {
  return stdout.split(/\r?\n/).flatMap((line): Line[] => {
    if (line.startsWith('ok ')) return [{ name: line.slice(3), why: undefined }]
    const failed = /^not ok (.+?): (.*)$/.exec(line)
    return failed === null ? [] : [{ name: failed[1] ?? line, why: failed[2] ?? '' }]
  })
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
