// Links of the documentation lead to its pages inside the dashboard, or out, or nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docLink, headingId } from './doc-links.ts'

const known = (page: string): boolean => ['guide/quickstart', 'reference/problems'].includes(page)

test('links are read from where they stand', () => {
  const cases = [
    ['../reference/problems.md', { kind: 'page', page: 'reference/problems' }],
    ['../reference/problems.md#codes', { kind: 'page', page: 'reference/problems', heading: 'codes' }],
    ['quickstart.md', { kind: 'page', page: 'guide/quickstart' }],
    ['./quickstart.md', { kind: 'page', page: 'guide/quickstart' }],
    ['#next', { kind: 'heading', heading: 'next' }],
    ['https://example.com/a', { kind: 'outside', href: 'https://example.com/a' }],
    ['../../src/main.ts', { kind: 'none' }],
    ['../reference/gone.md', { kind: 'none' }],
    ['javascript:alert(1)', { kind: 'none' }],
  ] as const
  for (const [href, link] of cases) assert.deepEqual(docLink(href, 'guide/quickstart', known), link, href)
})

test('headings are named as code hosts name them', () => {
  assert.deepEqual([headingId('Keys and credit'), headingId('When `x` is refused?')], ['keys-and-credit', 'when-x-is-refused'])
})
