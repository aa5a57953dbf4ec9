// What every vendor record promises: facts in one form, and no code.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { looksLikeOurSecret } from '../keys/key-format.ts'
import { fillParts } from './fill-parts.ts'
import { providerRegistry } from './registry.ts'
import { notRecords, registryText } from './registry-text.ts'

const folder = new URL('.', import.meta.url)
const files = readdirSync(folder)
const recordFiles = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !notRecords.has(name))

test('each record file is in the registry, and the registry has no other: run npm run reference', () => {
  assert.equal(readFileSync(new URL('registry.ts', folder), 'utf8'), registryText(files))
  assert.deepEqual(providerRegistry.map((record) => `${record.id}.ts`).toSorted(), recordFiles.toSorted())
})

test('one more vendor takes one file: its record is all that the registry asks for', () => {
  const more = registryText([...files, 'acme-cloud.ts'])
  const added = more.split('\n').filter((line) => !registryText(files).split('\n').includes(line))
  assert.deepEqual(added, ["import { acmeCloud } from './acme-cloud.ts'", '  acmeCloud,'])
})

/** Whom the documentation promises by name. */
const promised =
  'openai azure anthropic gemini vertex bedrock bedrock-converse deepseek qwen mistral groq xai together fireworks openrouter moonshot zai minimax cohere ' +
  'perplexity cerebras sambanova nvidia cloudflare huggingface github-models ollama vllm sglang llamacpp lmstudio'

test('every vendor that is promised has a record, with the page where its facts were read', () => {
  const known = new Map(providerRegistry.map((record) => [record.id as string, record]))
  for (const id of promised.split(' ')) assert.match(known.get(id)?.docs ?? '', /^https:\/\/[^ ]+$/, id)
})

test('ids and names are unique, and so is a dialect at a base URL', () => {
  for (const field of ['id', 'name'] as const)
    assert.equal(new Set(providerRegistry.map((record) => record[field])).size, providerRegistry.length, field)
  assert.equal(new Set(providerRegistry.map(({ baseUrl, dialect }) => `${dialect} ${baseUrl}`)).size, providerRegistry.length)
})

test('no environment variable brings up two providers', () => {
  const names = providerRegistry.flatMap((record) => [...record.env, ...(record.baseUrlEnv === undefined ? [] : [record.baseUrlEnv])])
  assert.equal(new Set(names).size, names.length)
  for (const name of names) assert.match(name, /^[A-Z][A-Z0-9_]*$/)
})

for (const record of providerRegistry) {
  test(`${record.id}: its record is well formed and points where its kind may point`, () => {
    assert.match(record.id, /^[a-z][a-z0-9-]*$/)
    const parts = Object.fromEntries((record.baseUrlParts ?? []).map(({ name, fallback }) => [name, fallback ?? 'x']))
    const filled = fillParts(record, parts, undefined)
    assert.deepEqual(filled.missing, [])
    assert.doesNotMatch(JSON.stringify(filled.record.endpoint?.path ?? '').replaceAll('{model}', ''), /\{\w+\}/)
    assert.equal(record.endpoint !== undefined && record.alsoSpeaks !== undefined, false, 'paths of its own are of one dialect')
    const url = new URL(filled.record.baseUrl)
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
  test(`${name} is data: 15 to 45 lines, no branch, no function`, () => {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const lines = text.trimEnd().split('\n').length
    assert.ok(lines >= 15 && lines <= 45, `${lines} lines`)
    assert.doesNotMatch(text.replace(/\/\/ .*$/gm, '').replace(/'[^']*'/g, ''), /\b(if|switch|for|while|function)\b|=>|\?/)
  })
}
