// What the mutation tool changes and what it leaves alone, and that its list of excuses only gets shorter.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { equivalentMutants } from './equivalent-mutants.ts'
import { mutationsOf } from './mutations.ts'
import { readText } from './source-tree.ts'

const changes = (source: string): string[] => mutationsOf(source).map((one) => `${one.line}: ${one.change}`)

test('comparisons, sums, logic, constants, words, conditions and statements change, each once and alone', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['const a = b < c', ['1: < becomes <=', '1: < becomes >=']],
    ['const a = b === c', ['1: === becomes !==']],
    ['const a = b - c', ['1: - becomes +']],
    ['const a = b ?? c', ['1: ?? becomes &&']],
    ['const a = 0n', ['1: 0n becomes 1n']],
    ['const a = 4_096', ['1: 4_096 becomes 4097', '1: 4_096 becomes 4095']],
    ['const a = true', ['1: true becomes false']],
    ['const a = Math.ceil(b)', ['1: ceil becomes floor']],
    ['const a = !b', ['1: ! becomes nothing']],
    ['if (a) b()', ['1: a becomes true', '1: a becomes false']],
    ['{\n  a.push(b)\n}', ['2: statement removed']],
    ['const a = b - c - d', ['1: - becomes + at column 13', '1: - becomes + at column 17']],
  ]
  for (const [source, expected] of rows) assert.deepEqual(changes(source), expected, source)
})

test('comments, texts and types are left alone: nothing of them runs', () => {
  for (const source of [
    '// 1 < 2',
    "const a = 'b < 1'",
    'const a = `${b} < 1`',
    'export interface A {\n  readonly b: 1 | 2\n}',
    "export type A = 'b' | 1\n\n",
    "import { a } from './1.ts'",
  ]) {
    assert.deepEqual(changes(source), [], source)
  }
})

test('a mutated text still parses and differs from the original', () => {
  const source = readText('src/pricing/charge.ts')
  const found = mutationsOf(source)
  assert.ok(found.length > 50)
  for (const one of found) assert.notEqual(one.text, source)
})

/** How many mutants are excused as equivalent. Goes down only; a new one is a reason to look for the missing test first. */
const excusedMax = 23

test('the list of equivalent mutants does not grow, and each entry names a line that exists and its reason', () => {
  assert.ok(equivalentMutants.length <= excusedMax, `${equivalentMutants.length} entries, at most ${excusedMax}`)
  const mutations = new Map([...new Set(equivalentMutants.map(({ file }) => file))].map((file) => [file, mutationsOf(readText(file))]))
  for (const { file, source, change, why } of equivalentMutants) {
    const found = mutations.get(file)?.some((one) => one.source === source && one.change === change)
    assert.ok(found, `${file} has no mutation "${change}" in: ${source}`)
    assert.ok(why.length > 20, `${file}: ${change}: say why`)
  }
})
