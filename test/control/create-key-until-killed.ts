// A process of its own that creates a key under an Idempotency-Key and is killed between the write and the keeping of its answer; started
// by a test. Says the management key first. Not part of the product.
import { writeSync } from 'node:fs'
import { ok } from '../../src/base/result.ts'
import { uuid7 } from '../../src/base/uuid7.ts'
import { asId } from '../../src/contract/ids.ts'
import { createFirstAccount } from '../../src/control/accounts/create-first-account.ts'
import { createControlApp } from '../../src/control/app.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import { controlDepsOf } from './open-test-control.ts'

const [, , folder = '', token = '', when = ''] = process.argv
const store = await openSqliteStore({ folder })
await store.recover(0)
const plain = controlDepsOf({ store })
const die = (): never => process.kill(process.pid, 'SIGKILL') as never
const deps = controlDepsOf({
  store,
  idempotency: {
    ...plain.idempotency,
    async begin(ask) {
      const begun = await plain.idempotency.begin(ask)
      if (begun.kind !== 'begun') return begun
      if (when === 'before the write') die()
      return when === 'after the write' ? { ...begun, ticket: { ...begun.ticket, end: async () => die() } } : begun
    },
  },
})
const first = token === '' ? await createFirstAccount(deps) : undefined
const text = JSON.stringify({ name: 'app' })
const headers = { host: 'localhost:3001', 'content-length': String(text.length), 'idempotency-key': 'k' }
if (first !== undefined) writeSync(1, `${first.managementKey.reveal()}\n`)
const response = await createControlApp(deps).fetch(new Request('http://control.invalid/control/v1/keys', { method: 'POST', headers }), {
  requestId: asId(uuid7(Date.now())),
  clientAddress: '127.0.0.1',
  local: false,
  credential: ok(first?.managementKey.reveal() ?? token),
  readBody: async () => ok(Buffer.from(text)),
  refuse: (refusal) => Response.json({ error: refusal }, { status: 409 }),
})
writeSync(1, `${await response.text()}\n`)
const [account] = await store.listAccounts()
writeSync(1, `${account === undefined ? 0 : (await store.listKeys(account.accountId)).length}\n`)
await store.close()
