// What a host with paths of its own is sent.
import { bufferOf } from '../base/byte-text.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Endpoint } from '../contract/endpoint.ts'
import { atEndpoint } from './at-endpoint.ts'

const endpoint: Endpoint = {
  path: { whole: '/m/{model}/ask', stream: '/m/{model}/ask?stream=1' },
  omits: ['model', 'stream'],
  adds: { version: 'v "1"' },
  intoBody: { 'x-beta': 'betas' },
  omitsHeaders: ['x-version'],
}

test('the model goes into the path, members come and go, and every other byte stays', () => {
  const body = Buffer.from('{"model":"a", "big": 12345678901234567890,"stream":true}')
  const written = atEndpoint(endpoint, 'a/b:c d', true, { body, headers: { 'x-beta': 'one, two', 'x-version': '1', 'x-other': 'stays' } })
  assert.equal(written.path, '/m/a%2Fb%3Ac%20d/ask?stream=1')
  assert.equal(bufferOf(written.body).toString(), '{"big": 12345678901234567890,"version":"v \\"1\\"","betas":["one","two"]}')
  assert.deepEqual(written.headers, { 'x-other': 'stays' })
})

test('a whole answer has the other path', () => {
  assert.equal(atEndpoint(endpoint, 'a', false, { body: Buffer.from('{}'), headers: {} }).path, '/m/a/ask')
})
