// From the form that publishes a model to what the control API takes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { modelSchema } from '../../src/config-schema.ts'
import { emptyModelDraft, type ModelDraft, publishInput } from './model-draft.ts'

const typed: ModelDraft = {
  ...emptyModelDraft,
  upstreamModel: 'deepseek-chat',
  id: 'deepseek-v4',
  contextLength: '131,072',
  maxOutputTokens: '8192',
}

test('what the form gives is what the API takes', () => {
  const read = publishInput('acme', { ...typed, capabilities: ['chat', 'tools'], input: '0.14', output: '0' })
  assert.deepEqual(read, {
    ok: true,
    input: {
      id: 'deepseek-v4',
      capabilities: ['chat', 'tools'],
      context_length: 131072,
      max_output_tokens: 8192,
      price_usd_per_million: { input: '0.14', output: '0' },
      offers: [{ provider: 'acme', upstream_model: 'deepseek-chat' }],
    },
  })
  assert.equal(modelSchema.safeParse(read.ok && read.input).success, true)
  const pending = publishInput('acme', typed)
  assert.equal(pending.ok && 'price_usd_per_million' in pending.input, false)
})

const wrong: readonly (readonly [Partial<ModelDraft>, readonly string[]])[] = [
  [{ upstreamModel: ' ' }, ['upstreamModel']],
  [{ id: '' }, ['id']],
  [{ capabilities: [] }, ['capabilities']],
  [{ contextLength: 'lots', maxOutputTokens: '0' }, ['contextLength', 'maxOutputTokens']],
  [{ maxOutputTokens: '200000' }, ['maxOutputTokens']],
  [{ input: '1,5', output: '' }, ['input', 'output']],
  [{ cachedInput: '0.1' }, ['input', 'output']],
]
for (const [more, fields] of wrong) {
  test(`${JSON.stringify(more)} is refused at ${fields.join(' and ')}`, () => {
    const read = publishInput('acme', { ...typed, ...more })
    assert.deepEqual(read.ok ? [] : Object.keys(read.faults).toSorted(), [...fields].toSorted())
  })
}
