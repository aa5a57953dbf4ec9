// How an operator's address for a known vendor is completed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeBaseUrl } from './base-url.ts'

const record = { baseUrl: 'http://127.0.0.1:11434/v1' }
const cases: readonly [string, string][] = [
  ['http://localhost:11434', 'http://localhost:11434/v1'],
  ['http://localhost:11434/', 'http://localhost:11434/v1'],
  ['http://localhost:11434/v1', 'http://localhost:11434/v1'],
  ['http://localhost:11434/v1/', 'http://localhost:11434/v1'],
  ['https://gpu.example/ollama/v1', 'https://gpu.example/ollama/v1'],
  ['localhost:11434', 'http://localhost:11434/v1'],
  [' 10.0.0.7:8000 ', 'http://10.0.0.7:8000/v1'],
  ['http://[::1]:11434', 'http://[::1]:11434/v1'],
  ['http://', 'http://'],
  ['http://localhost:11434?x=1', 'http://localhost:11434?x=1'],
]
for (const [text, expected] of cases) {
  test(`${JSON.stringify(text)} is meant as ${expected}`, () => {
    assert.equal(completeBaseUrl(record, text), expected)
  })
}
