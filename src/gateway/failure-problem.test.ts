// What a caller is told of a provider's refusal: our own words, and those that clients act upon.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readError } from '../dialects/anthropic-messages/errors.ts'
import { problemFor } from './failure-problem.ts'

const refusal = { kind: 'bad_request', status: 400, retryAfterMs: null } as const

const spoken: Readonly<Record<string, string>> = {
  Anthropic:
    'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
  'a checker of fields': "messages.1.role: Input should be 'user' or 'assistant'",
  'a strict reader': 'messages[1].role: unknown variant `system`, expected `user` or `assistant` at line 1 column 90',
  'a model before Claude 4.8': "messages.1: role 'system' is not supported on this model",
}

for (const [whose, message] of Object.entries(spoken)) {
  test(`instructions among the turns, refused in the words of ${whose}: claude-code sees that it has to ask without them`, () => {
    const told = readError({ type: 'error', error: { type: 'invalid_request_error', message } })
    const { code, message: said } = problemFor(refusal, told)
    assert.equal(code, 'invalid_request')
    // What claude-code 2.1 looks for.
    assert.ok(said.includes('not supported') && /role .{0,2}system/i.test(said), said)
  })
}

test('other refusals say nothing of roles', () => {
  const told = readError({ type: 'error', error: { type: 'invalid_request_error', message: 'max_tokens: must be at least 1' } })
  assert.doesNotMatch(problemFor(refusal, told).message, /system/)
})
