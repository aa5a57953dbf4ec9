// The document of each page: what is painted before any script, and what it fetches ahead.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dashboardPaths } from '../src/contract/dashboard-paths.ts'
import { type BuiltScript, documentOf, pageDocuments } from './dashboard-documents.ts'
import { pathsUnder } from './source-tree.ts'

const index =
  '<head><title>NexoRouter</title><script type="module" src="/assets/index-1.js"></script></head><body><div id="root"></div></body>'
const folder = '/clone/dashboard/pages/'
const pageScripts: readonly BuiltScript[] = pathsUnder('dashboard/pages')
  .filter((path) => path.endsWith('.tsx'))
  .map((path) => ({
    fileName: `assets/${path.slice('dashboard/pages/'.length, -4).replaceAll('/', '-')}.js`,
    facadeModuleId: `/clone/${path}`,
    imports: path.endsWith('/keys.tsx') ? ['assets/index-1.js', 'assets/table.js'] : [],
  }))
const scripts: readonly BuiltScript[] = [
  ...pageScripts,
  { fileName: 'assets/index-1.js', facadeModuleId: null, imports: [] },
  { fileName: 'assets/mount.js', facadeModuleId: '/clone/dashboard/start/mount.tsx', imports: ['assets/table.js'] },
  { fileName: 'assets/quickstart.js', facadeModuleId: '/clone/docs/guide/quickstart.md?tokens', imports: [] },
  { fileName: 'assets/table.js', facadeModuleId: null, imports: ['assets/keys.js'] },
]

test('every page has a document, which names the page and runs no script of its own', () => {
  const documents = pageDocuments(index, scripts, folder)
  assert.deepEqual(
    [...documents.keys()],
    Object.keys(dashboardPaths).map((page) => documentOf(page as keyof typeof dashboardPaths)),
  )
  for (const [name, text] of documents) {
    assert.match(text, /<title>(?:[^<]+ · )?NexoRouter<\/title>/, name)
    assert.doesNotMatch(text, /<script(?![^>]* src=)|<style| style=| on\w+=/, name)
    assert.match(text, /<div id="root"><(?:div|main) /, name)
    assert.match(text, /<script type="module" fetchpriority="low"/, name)
  }
})

test('a document fetches ahead what its page is made of and what it asks first, and nothing twice', () => {
  const text = pageDocuments(index, scripts, folder).get('pages/keys.html') ?? ''
  assert.match(text, /<title>API Keys · NexoRouter<\/title>/)
  assert.match(text, /<h1 [^>]*>API Keys<\/h1><p [^>]*>One key for each program,/)
  assert.deepEqual(
    [...text.matchAll(/<link rel="(\w+)"[^>]* href="([^"]+)"/g)].map(([, rel, href]) => `${rel} ${href}`),
    ['mount', 'table', 'keys']
      .map((name) => `modulepreload /assets/${name}.js`)
      .concat('preload /control/v1/session', 'preload /control/v1/keys'),
  )
  assert.match(
    pageDocuments(index, scripts, folder).get('pages/docs.html') ?? '',
    /<link rel="modulepreload"[^>]* href="\/assets\/quickstart.js">/,
  )
  assert.match(pageDocuments(index, scripts, folder).get('pages/prices.html') ?? '', /Models &amp; prices/)
})

test('a page that the build knows nothing of stops the build', () => {
  assert.throws(() => pageDocuments(index, scripts.slice(1), folder), /The page "\w+" has no script: see dashboard\/routes.tsx/)
})
