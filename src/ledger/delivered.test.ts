// The published rule as a table.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FinishedAnswer, notDelivered } from './delivered.ts'

const rows: readonly (readonly [sentence: string, answer: FinishedAnswer, reason: string | null])[] = [
  ['output arrived', { hasOutput: true, finishReason: 'stop', completionTokens: 3 }, null],
  ['output arrived before the filter', { hasOutput: true, finishReason: 'content_filter', completionTokens: 3 }, null],
  ['output arrived and nobody counted', { hasOutput: true, finishReason: null, completionTokens: null }, null],
  ['filtered before a word', { hasOutput: false, finishReason: 'content_filter', completionTokens: 0 }, 'content_filter'],
  ['filtered before a word, and counted', { hasOutput: false, finishReason: 'content_filter', completionTokens: 9 }, 'content_filter'],
  ['an error before a word', { hasOutput: false, finishReason: 'error', completionTokens: 9 }, 'provider_error'],
  ['no reason before a word', { hasOutput: false, finishReason: null, completionTokens: 9 }, 'provider_error'],
  ['nothing said and nothing counted', { hasOutput: false, finishReason: 'stop', completionTokens: 0 }, 'no_output'],
  ['nothing said and no counts', { hasOutput: false, finishReason: 'length', completionTokens: null }, 'no_output'],
  ['hidden reasoning used up the cap', { hasOutput: false, finishReason: 'length', completionTokens: 100 }, null],
  ['a stop sequence met at once', { hasOutput: false, finishReason: 'stop', completionTokens: 1 }, null],
]
for (const [sentence, answer, reason] of rows) test(`billed or not: ${sentence}`, () => assert.equal(notDelivered(answer), reason))
