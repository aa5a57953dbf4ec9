// Secrets and prompts planted as canaries, through good traffic, every kind of failure, a crash and an orderly end: where they may be found.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startFaultProvider, type FaultProvider } from '../faults/fault-provider.ts'
import type { Behaviour } from '../faults/behaviours.ts'
import { acmeYaml, startRouter, type Router } from './start-router.ts'

// None of them looks like a credential, so that no pattern hides them: only care does.
const provider = 'providerkeycanary'
const prompt = 'promptcanary'
const words = 'answercanary'

const tells = { error: { message: `key ${provider} said ${prompt}`, type: 'x', code: `code-${provider}`, param: provider } }
const behaviours: Record<string, Behaviour> = {
  good: { kind: 'answer', text: `${words} two three` },
  tools: { kind: 'answer', toolCalls: [{ name: 'look', arguments: `{"q":"${words}"}` }] },
  slow: { kind: 'answer', text: `${words} `.repeat(400).trim(), chunkDelayMs: 20 },
  'key-401': { kind: 'key_echoed', code: 401 },
  'key-500': { kind: 'key_echoed', code: 500 },
  ...Object.fromEntries(
    [400, 402, 403, 404, 413, 422, 429, 500, 503].map((code) => [`tells-${code}`, { kind: 'status', code, body: tells }]),
  ),
  headers: { kind: 'status', code: 500, headers: { 'x-request-id': provider, server: provider, 'set-cookie': provider }, body: provider },
  html: { kind: 'html' },
  redirect: { kind: 'redirect', location: `http://127.0.0.1:1/${provider}` },
  broken: {
    kind: 'raw',
    bytes: `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{"${provider}":${prompt}`,
    then: 'end',
  },
  nonsense: { kind: 'raw', bytes: `${provider} ${prompt}\r\n\r\n`, then: 'end' },
  midstream: { kind: 'error_mid_stream', afterChunks: 1 },
  reset: { kind: 'reset_mid_body', afterChunks: 1 },
  gone: { kind: 'reset_before_headers' },
}

let upstream: FaultProvider
let router: Router
/** Everything that left the server, except whole answers that were asked for. */
const said: string[] = []
const given: { what: string; secret: string }[] = []
before(async () => {
  upstream = await startFaultProvider()
  for (const [model, behaviour] of Object.entries(behaviours)) upstream.script(model, { then: behaviour })
  router = await startRouter({
    yaml: acmeYaml(upstream.baseUrl, Object.keys(behaviours)).replace('upstream-secret-canary', '${CANARY_KEY}'),
    env: { LOG_LEVEL: 'debug', CANARY_KEY: provider },
  })
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  await upstream.close()
})

async function keep(response: Response, whole = true): Promise<void> {
  const text = await response.text()
  said.push(JSON.stringify([...response.headers]))
  if (whole) said.push(text)
}

test('the traffic runs: success, every failure, refusals, a client that leaves, the control API, kill -9 and SIGTERM', async () => {
  const laptop = await router.createKey('--name', 'laptop')
  const revoked = await router.createKey('--name', 'revoked')
  given.push(
    { what: 'the first key', secret: router.key },
    { what: 'a key', secret: laptop.key },
    { what: 'a revoked key', secret: revoked.key },
  )
  given.push({ what: 'the management key', secret: router.managementKey })
  given.push({ what: 'the setup link', secret: router.setupUrl.split('#').at(-1)?.replace(/^.*=/, '') ?? '' })
  const body = (model: string): object => ({
    model,
    messages: [
      { role: 'system', content: prompt },
      { role: 'user', content: `${prompt} ${prompt}` },
    ],
  })
  for (const stream of [false, true]) {
    for (const model of ['good', 'tools']) {
      const response = await router.chat({ ...body(model), stream }, laptop)
      assert.equal(response.status, 200)
      await keep(response, false)
    }
    for (const model of Object.keys(behaviours)) {
      if (['good', 'tools', 'slow'].includes(model)) continue
      const response = await router.chat({ ...body(model), stream }, laptop)
      assert.ok(response.status !== 200 || stream, model)
      await keep(response)
    }
  }
  await keep(await router.chat(`{"model":"good","messages":[{"role":"user","content":"${prompt}"}`))
  await keep(await router.chat(`{"model":"good","messages":[{"role":"user","content":"${prompt}"}]} ${prompt}`))
  await keep(await router.chat({ ...body('good'), temperature: prompt }))
  await keep(await router.chat({ ...body('good'), tools: [{ type: 'function', function: { name: prompt } }, prompt] }))
  await keep(await router.chat({ model: 'good', messages: [{ role: 'user', content: [{ type: 'text', text: [prompt] }] }] }))
  await keep(
    await router.chat({ ...body('good'), max_tokens: 8192 }, await router.createKey('--name', 'poor', '--budget-usd', '0.000000001')),
  )
  await router.json('keys', 'revoke', revoked.id)
  await keep(await router.chat(body('good'), revoked))
  await keep(await router.chat(body('good'), { key: `${laptop.key}x` }))
  for (const path of ['/v1/models', '/v1/key', '/v1/generation?id=0', `/v1/${prompt.slice(0, 0)}nothing`]) {
    await keep(await fetch(`http://127.0.0.1:${router.port}${path}`, { headers: { authorization: `Bearer ${laptop.key}` } }))
  }
  for (const path of ['keys', 'accounts', 'models', 'providers', 'usage', 'entries', 'status', 'nothing']) {
    const authorization = `Bearer ${router.managementKey}`
    await keep(await fetch(`http://127.0.0.1:${router.port}/control/v1/${path}`, { headers: { authorization } }))
  }
  for (const args of [
    ['keys', 'list'],
    ['usage', 'list'],
    ['providers', 'list'],
    ['providers', 'test', 'acme'],
    ['models', 'list'],
    ['doctor'],
  ]) {
    for (const json of [[], ['--json']]) {
      const { stdout, stderr } = await router.cli(...args, ...json)
      said.push(stdout, stderr)
    }
  }
  const control = new AbortController()
  const left = await router.chat({ ...body('slow'), stream: true }, { signal: control.signal })
  await left.body?.getReader().read()
  control.abort()
  await upstream.idle()
  const open = await router.chat({ ...body('slow'), stream: true })
  await open.body?.getReader().read()
  await router.kill('SIGKILL')
  await router.start()
  await keep(await router.chat(body('good'), laptop), false)
  await router.kill('SIGTERM')
  assert.ok(said.length > 80 && router.log().includes('"level":"info"'))
})

test('no answer, header, error or printed table tells the provider key, a prompt or another answer', () => {
  for (const text of said) {
    for (const canary of [provider, prompt, words]) assert.ok(!text.includes(canary), `${canary} in ${text.slice(0, 300)}`)
    for (const { what, secret } of given) assert.ok(!text.includes(secret), `${what} in ${text.slice(0, 300)}`)
  }
})

test('the log at its most talkative holds no secret, no prompt and no answer', () => {
  const log = router.log()
  for (const canary of [provider, prompt, words]) assert.ok(!log.includes(canary), canary)
  for (const { what, secret } of given) assert.ok(!log.includes(secret), what)
  for (const line of log.split('\n').filter((each) => each.startsWith('{'))) JSON.parse(line)
})

test('nothing on the disk holds a prompt, an answer or a provider key, and keys are there only hashed or sealed', () => {
  const seen: string[] = []
  for (const name of readdirSync(router.folder, { recursive: true }) as string[]) {
    const path = join(router.folder, name)
    if (!statSync(path).isFile()) continue
    seen.push(name)
    assert.equal(statSync(path).mode & 0o077, 0, `${name} is readable by others`)
    const bytes = readFileSync(path)
    for (const canary of [provider, prompt, words]) assert.ok(!bytes.includes(canary), `${canary} in ${name}`)
    for (const { what, secret } of given) assert.ok(!bytes.includes(secret), `${what} in ${name}`)
  }
  assert.ok(seen.includes('nexorouter.db') && seen.includes('secret.key'))
})

test('each credential reached the provider all the same', () => {
  const sent = upstream.calls.map((call) => call.headers['authorization'])
  assert.ok(sent.length > 20)
  assert.ok(sent.every((value) => value === `Bearer ${provider}`))
})
