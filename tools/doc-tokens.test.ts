// The documentation as the build reads it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { docTitle, docTokens } from './doc-tokens.ts'
import { pathsUnder, root } from './source-tree.ts'

test('a text becomes what is drawn of it, and nothing else', () => {
  const markdown = '# A *page*\n\nSee [there](b.md) & `code`.\n\n| a | b |\n|---|---|\n| 1 | **2** |\n\n- one\n- two\n'
  const text = (words: string) => ({ type: 'text', text: words })
  assert.deepEqual(
    docTokens(markdown).filter(({ type }) => type !== 'space'),
    [
      { type: 'heading', depth: 1, text: 'A *page*', tokens: [text('A '), { type: 'em', tokens: [text('page')] }] },
      {
        type: 'paragraph',
        tokens: [
          text('See '),
          { type: 'link', href: 'b.md', tokens: [text('there')] },
          text(' & '),
          { type: 'codespan', text: 'code' },
          text('.'),
        ],
      },
      {
        type: 'table',
        header: [{ tokens: [text('a')] }, { tokens: [text('b')] }],
        rows: [[{ tokens: [text('1')] }, { tokens: [{ type: 'strong', tokens: [text('2')] }] }]],
      },
      {
        type: 'list',
        ordered: false,
        items: ['one', 'two'].map((item) => ({ type: 'list_item', tokens: [{ type: 'text', tokens: [text(item)] }] })),
      },
    ],
  )
})

test('what is not understood is kept as it is written', () => {
  const [paragraph] = docTokens('before ![image](a.png) after') as unknown as [{ tokens: readonly { type: string; raw?: string }[] }]
  assert.equal(paragraph.tokens.find(({ type }) => type === 'image')?.raw, '![image](a.png)')
})

test('every page of the documentation has a title', () => {
  const pages = ['guide', 'concepts', 'reference'].flatMap((name) => pathsUnder(`docs/${name}`)).filter((path) => path.endsWith('.md'))
  for (const path of pages) assert.notEqual(docTitle(path, readFileSync(join(root, path), 'utf8')), path)
})
