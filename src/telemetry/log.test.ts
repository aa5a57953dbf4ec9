// The log's promises: one line each, no secret in it, nothing that drives a terminal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../base/secret.ts'
import { openLog } from './log.ts'
import { redact } from './redact.ts'

function lines(level: 'info' | 'silent' = 'info') {
  const written: string[] = []
  return { written, log: openLog({ level, write: (line) => void written.push(line) }) }
}

test('a sentence becomes one line of JSON with its fields, level and time', () => {
  const { written, log } = lines()
  log.warn({ offer: 'acme/deepseek-chat' }, 'offer cools down')
  assert.equal(written.length, 1)
  const { time, ...rest } = JSON.parse(written[0] as string)
  assert.deepEqual(rest, { level: 'warn', offer: 'acme/deepseek-chat', msg: 'offer cools down' })
  assert.equal(new Date(time).toISOString(), time)
})

test('a planted secret does not reach a line, wrapped, named, inside an error or inside a sentence', () => {
  const { written, log } = lines()
  const canaries = [
    'sk-nxr-0123456789abcdefghijABCDEFGHIJ01234567',
    'nxr-mgmt-0123456789abcdefghijABCDEFGHIJ01234567',
    'sk-proj-CANARY0123456789abcdef',
  ]
  for (const canary of canaries) {
    log.info({ wrapped: new Secret(canary), authorization: canary, nested: { api_key: canary } }, 'fields')
    log.error({ err: new Error(`refused ${canary}`) }, `said Bearer ${canary}`)
    log.info({ url: `https://user:${canary}@host/x?token=${canary}` }, 'url')
  }
  for (const canary of canaries) assert.ok(!written.join('').includes(canary), `${canary.slice(0, 8)} leaked`)
  assert.equal(written.length, 9)
})

test('carriage returns, line feeds and escape sequences cannot forge a line', () => {
  const { written, log } = lines()
  log.info({ name: 'a\r\n{"level":"error"}\u001b[31m' }, 'x')
  assert.equal(written.length, 1)
  assert.equal((written[0] as string).trimEnd().includes('\n'), false)
  assert.ok(!(written[0] as string).includes('\u001b'))
  assert.equal(redact('a\u001b[2Jb'), 'a\\u001b[2Jb')
})

test('silent writes nothing', () => {
  const { written, log } = lines('silent')
  log.error({}, 'x')
  assert.equal(written.length, 0)
})
