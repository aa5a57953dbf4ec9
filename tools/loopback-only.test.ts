// Shows that the guard of the test runs holds: nothing but loopback is reachable, in children and workers too.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'

const guard = new URL('./loopback-only.js', import.meta.url).href

/** Runs a script under the guard as the first process of a run, with nothing inherited but PATH. */
function run(script: string, env: Record<string, string> = {}) {
  const args = [`--import=${guard}`, '--input-type=module', '--eval', script]
  // Through env(1), so that the guard of this very process cannot mark the child as guarded already.
  const clean = [
    '-i',
    ...Object.entries({ PATH: process.env['PATH'] ?? '', ...env }).map(([name, value]) => `${name}=${value}`),
    process.execPath,
  ]
  const child = spawnSync('env', [...clean, ...args], { encoding: 'utf8', timeout: 120_000 })
  return { code: child.status, out: child.stdout.trim(), err: child.stderr }
}

const escapes: [name: string, script: string][] = [
  ['net.connect by address', "import net from 'node:net'; try { net.connect(80, '192.0.2.1') } catch {}"],
  ['net.connect by options', "import { connect } from 'node:net'; try { connect({ host: '192.0.2.1', port: 80 }) } catch {}"],
  ['a TLS connection', "import tls from 'node:tls'; try { tls.connect(443, '192.0.2.1') } catch {}"],
  ['global fetch', "await fetch('http://192.0.2.1/').catch(() => {})"],
  ['https.get by name', "import https from 'node:https'; try { https.get('https://example.com/').on('error', () => {}) } catch {}"],
  [
    'a resolver of its own',
    "import net from 'node:net'; net.connect({ host: 'a.example', port: 80, lookup: (_, __, done) => done(null, [{ address: '192.0.2.1', family: 4 }]) }).on('error', () => {})",
  ],
  ['dns.lookup', "import { lookup } from 'node:dns'; lookup('example.com', () => {})"],
  ['dns.promises.resolve4', "import { resolve4 } from 'node:dns/promises'; await resolve4('example.com').catch(() => {})"],
  [
    'a datagram',
    "import { createSocket } from 'node:dgram'; const s = createSocket('udp4'); try { s.send('x', 53, '192.0.2.1') } catch {}; s.close()",
  ],
  ['an ordinary exit afterwards', "await fetch('http://192.0.2.1/').catch(() => {}); process.exit(0)"],
]

for (const [name, script] of escapes) {
  test(`leaving the machine fails the process even when the error is swallowed: ${name}`, () => {
    const result = run(script)
    assert.equal(result.code, 97, result.err)
    assert.match(result.err, /tried to leave this machine/)
  })
}

test('a child process and a worker thread are guarded as well', () => {
  const child =
    "import { spawnSync } from 'node:child_process'; console.log(spawnSync(process.execPath, ['-e', \"fetch('http://192.0.2.1/').catch(() => {})\"]).status)"
  assert.equal(run(child).out, '97')
  const worker = "import { Worker } from 'node:worker_threads'; new Worker(\"fetch('http://192.0.2.1/').catch(() => {})\", { eval: true })"
  const result = run(worker)
  assert.match(result.err, /tried to leave this machine/)
  assert.notEqual(result.code, 0)
})

test('a child with an environment of its own is guarded as well', () => {
  const leave = JSON.stringify("fetch('http://192.0.2.1/').catch(() => {})")
  const sync = `import { spawnSync } from 'node:child_process'; console.log(spawnSync(process.execPath, ['-e', ${leave}], { env: {} }).status)`
  assert.equal(run(sync).out, '97')
  const async = `import { spawn } from 'node:child_process'; spawn(process.execPath, ['-e', ${leave}], { env: {} }).on('exit', (code) => console.log(code))`
  assert.equal(run(async).out, '97')
})

test('loopback works under the guard', async () => {
  const server = createServer((_, response) => response.end('here')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const answer = await (await fetch(`http://localhost:${port}/`)).text()
  server.close()
  assert.equal(answer, 'here')
})

test('a test may resolve any name to this machine, or fail to, by a resolver of its own', () => {
  const answer = (found: string) =>
    `import net from 'node:net'; net.connect({ host: 'a.example', port: 1, lookup: (_, __, done) => ${found} }).on('error', (error) => console.log(error.code))`
  assert.deepEqual(run(answer("done(null, [{ address: '127.0.0.1', family: 4 }])")), { code: 0, out: 'ECONNREFUSED', err: '' })
  assert.deepEqual(run(answer("done(Object.assign(new Error('x'), { code: 'EAI_AGAIN' }))")), { code: 0, out: 'EAI_AGAIN', err: '' })
})

test('a name that never exists is unknown without asking the network', () => {
  const result = run("await fetch('http://vendor.invalid/').catch((error) => console.log(error.cause.code))")
  assert.deepEqual([result.code, result.out], [0, 'ENOTFOUND'])
})

test('vendor keys and proxies are gone in the first process, and made-up ones reach a child that sets them', () => {
  const names = [
    'OPENAI_API_KEY',
    'OPENAI_BASE_URL',
    'ACME_API_KEY',
    'HTTPS_PROXY',
    'http_proxy',
    'OLLAMA_HOST',
    'NEXOROUTER_CONFIG',
    'PORT',
  ]
  const env = Object.fromEntries(names.map((name) => [name, 'x']))
  const script = `import { spawnSync } from 'node:child_process'
    const seen = ${JSON.stringify(names)}.filter((name) => name in process.env)
    const child = spawnSync(process.execPath, ['-p', 'process.env.OPENAI_API_KEY'], { env: { ...process.env, OPENAI_API_KEY: 'made-up' }, encoding: 'utf8' })
    console.log(JSON.stringify([seen, child.stdout.trim(), process.env.NEXOROUTER_REQUIRE]))`
  assert.equal(run(script, { ...env, NEXOROUTER_REQUIRE: 'all' }).out, '[[],"made-up","all"]')
})

test('this very process runs under the guard', () => {
  assert.equal(process.env['NEXOROUTER_TEST_LOOPBACK_ONLY'], '1', 'start tests through npm, or with --import ./tools/loopback-only.js')
})
