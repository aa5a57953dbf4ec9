// What every vendor record promises: facts in one form, and no code.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { looksLikeOurSecret } from '../keys/key-format.ts'
import { providerRegistry } from './registry.ts'

const folder = new URL('.', import.meta.url)
const notRecords = new Set(['provider.ts', 'registry.ts', 'generic.ts', 'base-url.ts'])
const recordFiles = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !notRecords.has(name))

test('each record file is in the registry, and the registry has no other', () => {
  assert.deepEqual(providerRegistry.map((record) => `${record.id}.ts`).toSorted(), recordFiles.toSorted())
})

test('ids, names and base URLs are unique', () => {
  for (const field of ['id', 'name', 'baseUrl'] as const) {
    assert.equal(new Set(providerRegistry.map((record) => record[field])).size, providerRegistry.length, field)
  }
})

test('no environment variable brings up two providers', () => {
  const names = providerRegistry.flatMap((record) => [...record.env, ...(record.baseUrlEnv === undefined ? [] : [record.baseUrlEnv])])
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[A-Z][A-Z0-9_]*$/)
})

for (const record of providerRegistry) {
  test(`${record.id}: its record is well formed and points where its kind may point`, () => {
    assert.match(record.id, /^[a-z][a-z0-9-]*$/)
    const url = new URL(record.baseUrl)
    assert.equal(record.baseUrl.endsWith('/'), false)
    assert.equal(url.search + url.hash + url.username + url.password, '')
    assert.equal(url.protocol, record.allowPrivate ? 'http:' : 'https:')
    assert.equal(url.hostname === '127.0.0.1', record.allowPrivate)
    assert.equal(record.baseUrlEnv !== undefined, record.allowPrivate)
    assert.equal(new URL(record.docs).protocol, 'https:')
    assert.equal(new Set(record.dropsParams).size, record.dropsParams.length)
    for (const name of record.env) assert.equal(looksLikeOurSecret(name), false)
  })
}

test('dropped fields are harmless: none of them changes what is asked, what it may cost or how it is answered', () => {
  const meaning = new Set([
    ...['model', 'messages', 'stream', 'n', 'stop', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'logit_bias'],
    ...['tools', 'tool_choice', 'response_format', 'logprobs', 'top_logprobs', 'reasoning_effort', 'modalities', 'audio'],
  ])
  for (const record of providerRegistry) {
    for (const field of record.dropsParams) assert.equal(meaning.has(field), false, `${record.id} drops ${field}`)
  }
})

for (const name of recordFiles) {
  test(`${name} is data: 15 to 40 lines, no branch, no function`, () => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const lines = text.trimEnd().split('\n').length
    assert.ok(lines >= 15 && lines <= 40, `${lines} lines`)
    assert.doesNotMatch(text.replace(/\/\/.*$/gm, ''), /\b(if|switch|for|while|function)\b|=>|\?/)
  })
}
