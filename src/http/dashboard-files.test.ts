// The pages as they are served: only what is in the folder, and nothing that the content policy would block.
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'
import { readDashboardFiles } from './dashboard-files.ts'
import { openTestServer } from './open-test-server.ts'
import { routes } from './routes.ts'

const dashboard = readDashboardFiles(fileURLToPath(new URL('../../dashboard', import.meta.url)))

test('every page of the route table is served with its type and a policy without remote origins', async () => {
  await using server = await openTestServer({ dashboard })
  const pages = routes.filter((route) => route.auth === 'public' && typeof route.serves === 'object' && !route.path.includes('{id}'))
  assert.equal(pages.length, 3)
  for (const { path } of pages) {
    const response = await fetch(server.url + path)
    assert.equal(response.status, 200, path)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(response.headers.get('content-security-policy') ?? '', /^default-src 'none'; script-src 'self';/)
  }
})

test('pages hold no inline script or style, and everything they and the scripts refer to is there', async () => {
  await using server = await openTestServer({ dashboard })
  let references = 0
  for (const [path, { bytes }] of dashboard) {
    const text = bytes.toString()
    if (path.endsWith('.html')) assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=/, path)
    const found = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"|from '\.(\/[^']+)'/g)].map(
      (match) => match[1] ?? `/assets${match[2]}`,
    )
    for (const reference of found) assert.equal((await fetch(server.url + reference)).status, 200, `${path} -> ${reference}`)
    references += found.length
  }
  assert.ok(references >= 9)
})

test('nothing outside the folder can be named', async () => {
  await using server = await openTestServer({ dashboard })
  for (const path of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%5cindex.html', '/package.json', '/assets/']) {
    const response = await fetch(server.url + path)
    assert.equal(response.status, 404, path)
  }
})
