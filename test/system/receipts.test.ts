// Receipts of a real server, checked without it: by our own command, and by the programs that the documentation prints.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { ReceiptKeysJson, SignedReceiptJson } from '../../src/contract/receipt.ts'
import { type Router, startRouter } from './start-router.ts'

const page = readFileSync(new URL('../../docs/reference/receipts.md', import.meta.url), 'utf8')
const scratch = mkdtempSync(join(tmpdir(), 'nexorouter-receipts-'))
let router: Router
before(async () => {
  router = await startRouter()
})
after(async () => {
  await router?.[Symbol.asyncDispose]()
  rmSync(scratch, { recursive: true, force: true })
})

const ask = { model: 'nexo-demo', messages: [{ role: 'user', content: 'x' }] }

async function chargedRequest(): Promise<string> {
  const answered = await router.chat(ask)
  await answered.text()
  const id = answered.headers.get('x-request-id') as string
  await router.usage((records) => records.some((one) => one.request_id === id))
  return id
}

async function publishedKeys(): Promise<ReceiptKeysJson> {
  const answered = await fetch(`http://127.0.0.1:${router.port}/.well-known/nexorouter-receipts.json`)
  assert.equal(answered.status, 200)
  return (await answered.json()) as ReceiptKeysJson
}

function kept(name: string, value: unknown): string {
  const file = join(scratch, name)
  writeFileSync(file, JSON.stringify(value))
  return file
}

/** The two programs of the page; Python is asked where there is one. */
function checkers(): readonly { readonly name: string; readonly command: readonly string[] }[] {
  const block = (language: string): string => {
    const found = new RegExp(`\`\`\`${language} check-receipt\n([\\s\\S]*?)\`\`\``).exec(page)?.[1]
    assert.ok(found !== undefined, `the page has a program in ${language}`)
    return found
  }
  const python = join(scratch, 'check.py')
  const node = join(scratch, 'check.mjs')
  writeFileSync(python, block('python'))
  writeFileSync(node, block('js'))
  const all = [{ name: 'node', command: [process.execPath, node] }]
  return spawnSync('python3', ['--version']).status === 0 ? [...all, { name: 'python3', command: ['python3', python] }] : all
}

function saidBy(command: readonly string[], receipt: string, keys: string): string {
  const [program = '', ...args] = command
  return spawnSync(program, [...args, receipt, keys], { encoding: 'utf8' }).stdout.trim()
}

test('a receipt says what the usage record says, and verifies with the published key, also by the programs of the documentation', async () => {
  const id = await chargedRequest()
  const signed = await router.json<SignedReceiptJson>('receipt', 'show', id)
  const record = (await router.usage()).find((one) => one.request_id === id)
  assert.equal(signed.receipt.cost_usd, record?.cost_usd)
  assert.equal(signed.receipt.prompt_tokens, record?.prompt_tokens)
  assert.equal(signed.receipt.price_version, record?.price_version)
  assert.ok(signed.receipt.price !== null)
  const receiptFile = kept('receipt.json', signed)
  const keysFile = kept('keys.json', await publishedKeys())
  const verified = await router.json<{ valid: boolean }>('receipt', 'verify', receiptFile, '--public-key', keysFile)
  assert.equal(verified.valid, true)
  for (const { name, command } of checkers()) assert.equal(saidBy(command, receiptFile, keysFile), 'valid', name)

  const forged = kept('forged.json', { ...signed, receipt: { ...signed.receipt, cost_usd: '0' } })
  assert.equal((await router.cli('receipt', 'verify', forged, '--public-key', keysFile)).code, 1)
  for (const { name, command } of checkers()) assert.equal(saidBy(command, forged, keysFile), 'INVALID', name)

  const verifiedBooks = await router.cli('ledger', 'verify', '--anchor', `${signed.receipt.entry.sequence}:${signed.receipt.entry.hash}`)
  assert.equal(verifiedBooks.code, 0, verifiedBooks.stderr)
})

test('after a new key was made, old receipts verify and new ones name the new key', async () => {
  const id = await chargedRequest()
  const before = await router.json<SignedReceiptJson>('receipt', 'show', id)
  const made = await router.json<{ id: string; public_key: string }>('receipt', 'rotate-key')
  const behind = await router.json<SignedReceiptJson>('receipt', 'show', id)
  assert.equal(behind.receipt.public_key_id, made.id)
  assert.notEqual(before.receipt.public_key_id, made.id)
  const keys = kept('both.json', await publishedKeys())
  for (const [name, signed] of Object.entries({ before, behind })) {
    assert.equal((await router.cli('receipt', 'verify', kept(`${name}.json`, signed), '--public-key', keys)).code, 0, name)
  }
  const plain = join(scratch, 'plain.txt')
  writeFileSync(plain, `${made.public_key}\n`)
  assert.equal((await router.cli('receipt', 'verify', kept('again.json', behind), '--public-key', plain)).code, 0)
  assert.equal((await router.cli('receipt', 'verify', kept('wrong.json', before), '--public-key', plain)).code, 1)
})

test('the keys outlast a restart and rest sealed; what is wrong is said', async () => {
  const id = await chargedRequest()
  const { keys } = await publishedKeys()
  assert.equal(await router.kill('SIGTERM'), 0)
  await router.start()
  assert.deepEqual((await publishedKeys()).keys, keys)
  assert.equal((await router.json<SignedReceiptJson>('receipt', 'show', id)).receipt.public_key_id, keys.at(-1)?.id)

  assert.equal((await router.cli('receipt', 'show', '01900000-0000-7000-8000-000000000000')).code, 3)
  const nothing = kept('nothing.json', {})
  const missing = await router.cli('receipt', 'verify', nothing, '--public-key', nothing)
  assert.deepEqual([missing.code, /no receipt/.test(missing.stderr)], [2, true])
  assert.equal((await router.cli('receipt', 'verify', join(scratch, 'absent.json'), '--public-key', nothing)).code, 2)
})
