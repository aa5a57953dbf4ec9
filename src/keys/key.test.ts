// What a key may do: its state over time and the models its scope covers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type ModelId } from '../contract/ids.ts'
import type { Capability } from '../catalog/model.ts'
import { keyState, type ModelScope, scopeCovers } from './key.ts'

const states: readonly [boolean, number | null, number, string][] = [
  [false, null, 1_000, 'active'],
  [false, 1_001, 1_000, 'active'],
  [false, 1_000, 1_000, 'expired'],
  [false, 999, 1_000, 'expired'],
  [true, null, 1_000, 'disabled'],
  [true, 999, 1_000, 'disabled'],
]
for (const [disabled, expiresAtMs, now, state] of states) {
  test(`a key that is ${disabled ? 'disabled' : 'enabled'} and expires at ${expiresAtMs} is ${state} at ${now}`, () => {
    assert.equal(keyState({ disabled, expiresAtMs }, now), state)
  })
}

const id = (text: string): ModelId => asId<ModelId>(text)
const chat = { id: id('qwen-plus'), capabilities: new Set<Capability>(['chat', 'tools']) }
const other = { id: id('Qwen/Qwen-Plus'), capabilities: new Set<Capability>(['audio']) }
const scopes: readonly [ModelScope, boolean, boolean][] = [
  [{ kind: 'all' }, true, true],
  [{ kind: 'chat' }, true, false],
  [{ kind: 'list', models: [] }, false, false],
  [{ kind: 'list', models: [id('Qwen/Qwen-Plus')] }, false, true],
  [{ kind: 'list', models: [id('QWEN-PLUS'), id('qwen/qwen-plus')] }, false, false],
]
for (const [scope, coversChat, coversOther] of scopes) {
  test(`the scope ${JSON.stringify(scope)} covers exactly what it names, case-sensitively`, () => {
    assert.equal(scopeCovers(scope, chat), coversChat)
    assert.equal(scopeCovers(scope, other), coversOther)
  })
}
