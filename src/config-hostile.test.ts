// Settings whose text is no use or tells too much: a URL that is none, a URL with a password in it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ConfigMistake, loadConfig } from './config.ts'
import { providerRegistry } from './providers/registry.ts'

function mistakesOf(env: Record<string, string>): readonly ConfigMistake[] {
  const result = loadConfig({ flags: {}, env, cwd: '/nonexistent', registry: providerRegistry })
  return result.ok ? [] : result.problem
}

test('a public URL that no URL parser takes is a mistake of its own, with providers configured or not', () => {
  for (const more of [{}, { OPENAI_API_KEY: 'sk-test-0123456789abcdef' }]) {
    for (const text of ['https://[', 'http://a:b:c', 'https://a:99999']) {
      const [first] = mistakesOf({ NEXOROUTER_PUBLIC_URL: text, ...more })
      assert.equal(first?.where, 'NEXOROUTER_PUBLIC_URL', text)
    }
  }
  assert.deepEqual(mistakesOf({ NEXOROUTER_PUBLIC_URL: 'https://router.example/base' }), [])
})

test('a password in a URL that is refused is not repeated', () => {
  const [first] = mistakesOf({ NEXOROUTER_PUBLIC_URL: `https://user:hunter2@router.example/${'x'.repeat(100)}` })
  assert.match(first?.message ?? '', /^must be an http or https URL/)
  assert.ok(!first?.message.includes('hunter2'))
})
