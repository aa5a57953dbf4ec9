// What an Idempotency-Key means: who begins, who is told what came of it, and what is kept.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asId, type RequestId } from '../contract/ids.ts'
import { createIdempotency, type KeptAnswer } from './idempotency.ts'
import {
  type BeginVerdict,
  forgottenPerBegin,
  idempotentRowBytes,
  type IdempotentEnd,
  type IdempotentRequest,
} from './idempotency-store.ts'

const answer: KeptAnswer = { status: 200, headers: {}, stream: false, body: new Uint8Array([1, 2, 3]) }
const first = asId<RequestId>('first')

function openDoor(verdict: BeginVerdict, answerBytesMax = 3) {
  const begun: IdempotentRequest[] = []
  const ended: IdempotentEnd[] = []
  const idempotency = createIdempotency({
    store: {
      beginIdempotent: async (request) => {
        begun.push(request)
        return verdict
      },
      endIdempotent: async (end) => void ended.push(end),
      forgetIdempotent: async () => 0,
    },
    hash: (text) => `#${text}`,
    seal: (kept, bound) => new TextEncoder().encode(`${bound} ${kept.body.join()}`),
    open: (sealed, bound) => (new TextDecoder().decode(sealed) === `${bound} 1,2,3` ? answer : undefined),
    keepMs: 1_000,
    answerBytesMax,
    keptBytesMax: 99,
  })
  const begin = (scope: readonly string[] = ['a'], key = 'k', digest = 'd') =>
    idempotency.begin({ scope, key, digest, requestId: first, nowMs: 5 })
  return { begun, ended, begin }
}

test('the first request begins, for as long as answers are kept', async () => {
  const { begin, begun } = openDoor({ kind: 'begun' })
  assert.equal((await begin()).kind, 'begun')
  assert.deepEqual([begun[0]?.nowMs, begun[0]?.untilMs, begun[0]?.keptBytesMax, begun[0]?.requestId], [5, 1_005, 99, first])
})

test('the same key of somebody else, or elsewhere, is another key; another body is another request under the same key', async () => {
  const { begin, begun } = openDoor({ kind: 'begun' })
  for (const [scope, key, digest] of [
    ['a', 'k', 'd'],
    ['b', 'k', 'd'],
    ['a', 'l', 'd'],
    ['a', 'k', 'e'],
  ] as const)
    await begin([scope], key, digest)
  const ids = begun.map(({ id }) => id)
  assert.equal(new Set(ids).size, 3)
  assert.equal(ids[0], ids[3])
  assert.equal(new Set(begun.map(({ fingerprint }) => fingerprint)).size, 4)
})

test('an answer is kept up to its longest, sealed for its own row, and ends the key', async () => {
  for (const [answerBytesMax, kept] of [
    [3, true],
    [2, false],
  ] as const) {
    const { begin, ended } = openDoor({ kind: 'begun' }, answerBytesMax)
    const said = await begin()
    assert.ok(said.kind === 'begun')
    await said.ticket.end(answer)
    const [end] = ended
    assert.ok(end?.outcome.kind === 'answered')
    assert.equal(end.outcome.sealed !== null, kept)
    assert.equal(end.id, said.ticket.name)
    const late = said.ticket.endWith('too_large').outcome
    assert.deepEqual(late, { kind: 'answered', sealed: null })
    assert.deepEqual(said.ticket.endWith('released').outcome, { kind: 'released' })
  }
})

test('a repeated request is given the answer, or told why not', async () => {
  const id = '#["idempotency-key","a","k"]'
  const sealed = new TextEncoder().encode(`idempotent_requests.sealed ${id} first 1,2,3`)
  const rows: readonly [BeginVerdict, string][] = [
    [{ kind: 'answered', requestId: first, sealed }, 'replay'],
    [{ kind: 'answered', requestId: asId<RequestId>('other'), sealed }, 'refused'],
    [{ kind: 'answered', requestId: first, sealed: null }, 'refused'],
    [{ kind: 'in_progress' }, 'refused'],
    [{ kind: 'other_request' }, 'refused'],
  ]
  const codes: string[] = []
  for (const [verdict, kind] of rows) {
    const said = await openDoor(verdict).begin()
    assert.equal(said.kind, kind, verdict.kind)
    if (said.kind === 'refused') codes.push(said.problem.message)
  }
  assert.equal(new Set(codes.slice(1)).size, 3)
})

test('more is forgotten with each beginning than comes in', () => {
  assert.ok(forgottenPerBegin > 1)
  assert.ok(idempotentRowBytes >= 512)
})
