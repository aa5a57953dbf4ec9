// Documents that nothing pins go wrong: links lead somewhere, and the index of decisions is whole.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import { test } from 'node:test'
import { blocksOf, fileLinksOf } from './markdown.ts'
import { pathsUnder, readText, root } from './source-tree.ts'

const pages = pathsUnder('').filter((path) => path.endsWith('.md'))

test('every link between documents leads to a file', () => {
  const lost = pages.flatMap((page) =>
    fileLinksOf(readText(page))
      .map((target) => posix.join(posix.dirname(page), target))
      .filter((target) => !existsSync(posix.join(root, target)))
      .map((target) => `${page} -> ${target}`),
  )
  assert.ok(pages.includes('README.md'))
  assert.deepEqual(lost, [])
})

test('the index of decisions links each record and nothing else', () => {
  const records = pages
    .filter((path) => /^docs\/decisions\/\d{4}-/.test(path) && !path.endsWith('0000-template.md'))
    .map((path) => posix.basename(path))
  const listed = fileLinksOf(readText('docs/decisions/README.md')).filter((target) => target !== '0000-template.md')
  assert.deepEqual(listed.sort(), records.sort())
})

test('blocks keep their label, line and text, and lose the indentation of a list', () => {
  const page = 'a\n```sh run\nx\n  y\n```\n1. b\n   ```js\n   z\n   ```\n'
  assert.deepEqual(blocksOf(page), [
    { label: 'sh run', text: 'x\n  y', line: 2 },
    { label: 'js', text: 'z', line: 7 },
  ])
  assert.throws(() => blocksOf('```\nx'), /line 1 is never closed/)
})

test('links to other sites, to places on the page and inside code are not links to files', () => {
  assert.deepEqual(fileLinksOf('[a](b/c.md#d) [e](https://f.example/) [g](#h)\n```\n[i](j.md)\n```\n'), ['b/c.md'])
})
