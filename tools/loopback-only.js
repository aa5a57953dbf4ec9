// Preloaded into every test process: no vendor key gets in, no byte leaves this machine. Knows nothing of what is tested.
// Plain JavaScript, because the tests of the launcher start it under old Node versions too, and NODE_OPTIONS reaches those as well.
import childProcess from 'node:child_process'
import dns from 'node:dns'
import dgram from 'node:dgram'
import { writeSync } from 'node:fs'
import net from 'node:net'
import { syncBuiltinESMExports } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'

const mark = 'NEXOROUTER_TEST_LOOPBACK_ONLY'
const option = `--import=${import.meta.url}`

/** Exit code of a process that tried to leave, even if it swallowed the error. */
export const leftLoopback = 97

const secret = /(_API_KEY|_API_TOKEN|_ACCESS_KEY|_ACCESS_KEY_ID|_SECRET_KEY)(_FILE)?$/
const vendor =
  /^(OPENAI|ANTHROPIC|GEMINI|GOOGLE|AZURE|AWS|DEEPSEEK|DASHSCOPE|QWEN|MISTRAL|GROQ|XAI|TOGETHER|FIREWORKS|OPENROUTER|MOONSHOT|ZAI|CEREBRAS|NVIDIA|OLLAMA|VLLM|LM_?STUDIO|HF|HUGGINGFACE)_/
const proxy = /^(https?|all|no|ftp)_proxy$/i
const ours = /^(NEXOROUTER_(?!REQUIRE)|DATABASE_URL$|REDIS_URL$|PORT$|HOST$)/

/** Names that the first process of a test run must not have. Later ones may set a made-up key on purpose. */
export const isStripped = (name) => secret.test(name) || vendor.test(name) || proxy.test(name) || ours.test(name)

if (isMainThread && process.env[mark] === undefined) {
  for (const name of Object.keys(process.env)) if (isStripped(name)) delete process.env[name]
  process.env[mark] = '1'
  // Most of the time of a short test is loading code. A test that asks for no cache sets the name to an empty text.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url))
}
const withGuard = (given) => (given.includes(option) ? given : `${given} ${option}`.trim())
if (isMainThread) process.env.NODE_OPTIONS = withGuard(process.env.NODE_OPTIONS ?? '')

/** A test that gives its child an environment of its own cannot drop the guard by forgetting it. */
function guardEnv(env) {
  return { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '', ...env, [mark]: '1', NODE_OPTIONS: withGuard(env.NODE_OPTIONS ?? '') }
}

const spawn = childProcess.ChildProcess.prototype.spawn
childProcess.ChildProcess.prototype.spawn = function (options) {
  const pairs = (options.envPairs ?? []).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  const envPairs = Object.entries(guardEnv(Object.fromEntries(pairs))).map(([name, value]) => `${name}=${value}`)
  return spawn.call(this, { ...options, envPairs })
}
for (const name of ['spawnSync', 'execFileSync', 'execSync']) {
  const run = childProcess[name]
  childProcess[name] = function (...args) {
    const options = args.at(-1)
    if (typeof options !== 'object' || Array.isArray(options) || options?.env === undefined) return run.apply(this, args)
    return run.apply(this, [...args.slice(0, -1), { ...options, env: guardEnv(options.env) }])
  }
}

let tried
process.on('exit', () => {
  if (tried !== undefined) process.exitCode = leftLoopback
})

function refuse(what) {
  tried = what
  writeSync(2, `test tried to leave this machine: ${what}\n`)
  // A worker thread cannot set the exit code of its process, so it ends it.
  if (!isMainThread) process.kill(process.pid, 'SIGKILL')
  return Object.assign(new Error(`test tried to leave this machine: ${what}`), { code: 'ERR_LEFT_LOOPBACK' })
}

const isLoopback = (host) =>
  host === 'localhost' || host === '::1' || host === '[::1]' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host) || host.endsWith('.localhost')
/** Reserved for names that never exist (RFC 2606): answered here, without asking the network. */
const neverExists = (host) => host.endsWith('.invalid')
const unknownHost = (host) =>
  Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', errno: -3008, syscall: 'getaddrinfo', hostname: host })

/** A test may bring its own resolver, for any name; where that leads is checked when it answers. */
function guardOwnLookup(options) {
  const { lookup } = options
  const checked = (host, how, done) =>
    lookup(host, how, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map((one) => one.address) : [found]
      const away = error ? undefined : addresses.find((address) => !isLoopback(String(address)))
      if (away === undefined) done(error, found, family)
      else done(refuse(`connect ${host}, which is ${away}`))
    })
  return { ...options, lookup: checked }
}

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const given = Array.isArray(args[0]) ? args[0][0] : args[0]
  const isPath = typeof given === 'string' && Number.isNaN(Number(given))
  const options = typeof given === 'object' && given !== null ? given : { port: given, host: args[1], path: isPath ? given : undefined }
  const host = typeof options.host === 'string' && options.host !== '' ? options.host : 'localhost'
  if (options.path !== undefined || isLoopback(host) || neverExists(host)) return connect.apply(this, args)
  if (net.isIP(host) !== 0 || typeof options.lookup !== 'function') throw refuse(`connect ${host}:${options.port}`)
  if (Array.isArray(args[0])) args[0][0] = guardOwnLookup(options)
  else args[0] = guardOwnLookup(options)
  return connect.apply(this, args)
}

function guardLookup(lookup) {
  return function (host, ...rest) {
    const done = rest.at(-1)
    if (typeof host !== 'string' || host === '' || isLoopback(host) || net.isIP(host) !== 0) return lookup.call(this, host, ...rest)
    const error = neverExists(host) ? unknownHost(host) : refuse(`look up ${host}`)
    process.nextTick(() => done(error))
  }
}

function guardPromise(lookup) {
  return function (host, ...rest) {
    if (typeof host !== 'string' || isLoopback(host) || net.isIP(host) !== 0) return lookup.call(this, host, ...rest)
    return Promise.reject(neverExists(host) ? unknownHost(host) : refuse(`look up ${host}`))
  }
}

dns.lookup = guardLookup(dns.lookup)
dns.promises.lookup = guardPromise(dns.promises.lookup)
for (const name of Object.keys(dns).filter((each) => each.startsWith('resolve'))) {
  dns[name] = guardLookup(dns[name])
  if (dns.promises[name]) dns.promises[name] = guardPromise(dns.promises[name])
}

const send = dgram.Socket.prototype.send
dgram.Socket.prototype.send = function (...args) {
  const address = args.findLast((arg) => typeof arg === 'string' && arg !== args[0]) ?? 'localhost'
  if (!isLoopback(address)) throw refuse(`datagram to ${address}`)
  return send.apply(this, args)
}

syncBuiltinESMExports()
