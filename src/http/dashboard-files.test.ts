// The dashboard as it is served: only what was built, compressed for who can read it, and under a policy without remote origins.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { dashboardPaths } from '../contract/dashboard-paths.ts'
import { readDashboardFiles } from './dashboard-files.ts'
import { openTestServer } from './open-test-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'nexorouter-dashboard-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const script = 'console.log("hello");'.repeat(100)
mkdirSync(join(folder, 'assets'))
writeFileSync(join(folder, 'index.html'), '<!doctype html><title>NexoRouter</title>')
writeFileSync(join(folder, 'assets/main-Dk29xQ1b.js'), script)
writeFileSync(join(folder, 'assets/main-Dk29xQ1b.js.br'), brotliCompressSync(script))
writeFileSync(join(folder, 'assets/main-Dk29xQ1b.js.gz'), gzipSync(script))
writeFileSync(join(folder, 'build.json'), '{}')
mkdirSync(join(folder, 'docs/guide'), { recursive: true })
const guide = '# Quickstart\n\ncurl http://localhost:3001/v1/models\n'
writeFileSync(join(folder, 'docs/guide/quickstart.md'), guide)
writeFileSync(join(folder, 'docs/guide/quickstart.md.gz'), gzipSync(guide))
writeFileSync(join(folder, 'llms.txt'), '- [Quickstart](http://localhost:3001/docs/guide/quickstart.md)\n')
mkdirSync(join(folder, 'pages'))
writeFileSync(join(folder, 'pages/usage.html'), '<!doctype html><title>Usage Logs · NexoRouter</title>')
const dashboard = readDashboardFiles(folder)

test('a page with a document of its own gets that, the others the one that stands in for all', async () => {
  await using server = await openTestServer({ dashboard })
  const titleOf = async (path: string): Promise<string | undefined> =>
    /<title>(.+)<\/title>/.exec(await (await fetch(server.url + path, { headers: { accept: 'text/html' } })).text())?.[1]
  assert.deepEqual([await titleOf('/usage'), await titleOf('/keys')], ['Usage Logs · NexoRouter', 'NexoRouter'])
})

test('every page is a document, with a policy without remote origins and inline code, and is asked for again each time', async () => {
  await using server = await openTestServer({ dashboard })
  for (const path of Object.values(dashboardPaths)) {
    const response = await fetch(server.url + path.replace('{id}', 'Qwen/Qwen-Plus'), { headers: { accept: 'text/html' } })
    assert.equal(response.status, 200, path)
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.equal(response.headers.get('cache-control'), 'no-cache')
    const policy = response.headers.get('content-security-policy') ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.doesNotMatch(policy, /unsafe|https?:|\*/)
    assert.match(await response.text(), /NexoRouter/)
  }
})

/** fetch decompresses by itself; what travels is seen below it. */
function raw(url: string, acceptEncoding: string): Promise<{ encoding: string | undefined; cache: string | undefined; bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': acceptEncoding } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          encoding: response.headers['content-encoding'],
          cache: response.headers['cache-control'],
          bytes: Buffer.concat(chunks),
        }),
      )
    }).on('error', reject)
  })
}

test('a hashed file never changes, and travels in the smallest form that the client reads', async () => {
  await using server = await openTestServer({ dashboard })
  const url = `${server.url}/assets/main-Dk29xQ1b.js`
  const cases = [
    ['gzip, deflate, br, zstd', 'br'],
    ['br;q=0.5', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['', undefined],
    ['identity', undefined],
  ] as const
  for (const [accept, encoding] of cases) {
    const answer = await raw(url, accept)
    assert.equal(answer.encoding, encoding, accept)
    assert.equal(answer.cache, 'public, max-age=31536000, immutable')
    if (encoding === undefined) assert.equal(answer.bytes.toString(), script)
    else assert.ok(answer.bytes.length < script.length)
  }
})

test('the documentation as Markdown, and the list of it, name the address of this server', async () => {
  await using server = await openTestServer({ dashboard })
  const text = async (path: string): Promise<string> => (await fetch(server.url + path)).text()
  assert.equal(await text('/docs/guide/quickstart.md'), guide.replace('http://localhost:3001', 'https://router.example.com'))
  assert.equal(await text('/llms.txt'), '- [Quickstart](https://router.example.com/docs/guide/quickstart.md)\n')
})

test('nothing outside the folder can be named, and neither can what is not a page', async () => {
  await using server = await openTestServer({ dashboard })
  const paths = [
    '/assets/../index.html',
    '/assets/%2e%2e/index.html',
    '/assets/..%5cindex.html',
    '/assets/',
    '/build.json',
    '/index.html',
    '/pages/usage.html',
  ]
  for (const path of [...paths, '/package.json', '/usage/more', '/operator', '/keys/']) {
    assert.equal((await fetch(server.url + path)).status, 404, path)
  }
})

test('a program whose base URL lacks /v1 gets the hint where a browser gets the page', async () => {
  await using server = await openTestServer({ dashboard })
  for (const accept of ['application/json', '*/*']) {
    const response = await fetch(`${server.url}/models`, { headers: { accept, authorization: 'Bearer sk-nxr-x' } })
    assert.equal(response.status, 404)
    assert.match(await response.text(), /Did you mean \/v1\/models: the base URL must end in \/v1\?/)
  }
  assert.equal((await fetch(`${server.url}/models`, { headers: { accept: 'text/html,*/*;q=0.8' } })).status, 200)
})

test('an installation without the built dashboard still answers, with a page that says how to get it', async () => {
  await using server = await openTestServer({ dashboard: readDashboardFiles(join(folder, 'nowhere')) })
  for (const path of ['/', '/setup', '/usage']) {
    const response = await fetch(server.url + path)
    assert.equal(response.status, 200)
    assert.match(await response.text(), /npm run build:dashboard/)
  }
})
