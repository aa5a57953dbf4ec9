// How long a start takes that finds open holds: `node bench/recovery.ts [--holds 10000]`. Run by hand; the goal is 2 s per 10 000.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { uuid7 } from '../src/base/uuid7.ts'
import { type AccountId, asId, type KeyId, type ModelId, type PriceVersion, type ProviderId, type RequestId } from '../src/contract/ids.ts'
import { openSqliteStore, type SqliteStore } from '../src/storage/sqlite/open.ts'

const nowMs = 1_800_000_000_000
const accountId = asId<AccountId>('acct_bench')
const keyId = asId<KeyId>('key_bench')
const provider = asId<ProviderId>('acme')
const key = {
  id: keyId,
  accountId,
  memberId: null,
  name: 'bench',
  lastFour: 'abcd',
  disabled: false,
  expiresAtMs: null,
  createdAtMs: nowMs,
}

async function furnish(store: SqliteStore, budgets: boolean): Promise<void> {
  await store.createAccount({ id: accountId, name: 'bench', atMs: nowMs })
  await store.credit({ accountId, kind: 'top_up', reference: 'bench', amountNano: 2n ** 60n, note: '', actor: 'bench', atMs: nowMs })
  const model = asId<ModelId>('m')
  const caps = budgets
    ? ({ budgetNano: 2n ** 60n, budgetReset: 'daily', modelBudgets: [{ model, limitNano: 2n ** 60n }] } as const)
    : { budgetNano: null, budgetReset: null, modelBudgets: [] }
  await store.createKey({ ...key, scope: { kind: 'all' }, limits: {}, ...caps }, 'hash', null)
}

/** Every other one has received output that it is charged for. */
async function hold(store: SqliteStore, holds: number): Promise<void> {
  const draft = { keyName: 'bench', endpoint: 'chat.completions', stream: true, user: null, clientAddress: null, promptTokens: 900 }
  for (let made = 0; made < holds; ) {
    const group = Array.from({ length: Math.min(500, holds - made) }, () => asId<RequestId>(uuid7(nowMs)))
    await Promise.all(
      group.map((id) =>
        store.reserve({
          ...{ id, accountId, keyId, model: asId<ModelId>('m'), priceVersion: asId<PriceVersion>('m@1'), atMs: nowMs },
          ...{ fullNano: 5_000n, leastNano: 5_000n, whenShort: 'least', draft },
        }),
      ),
    )
    for (const [at, id] of group.entries())
      if (at % 2 === 0) store.mark({ id, provider, promptTokens: 900, completionTokens: 300, chargeNano: 3_000n })
    made += group.length
  }
}

async function measure(holds: number, budgets: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'nexorouter-recovery-'))
  try {
    const before = await openSqliteStore({ folder })
    await furnish(before, budgets)
    await before.recover(nowMs)
    await hold(before, holds)
    await before.close()
    const after = await openSqliteStore({ folder })
    const { settled, voided, durationMs, mismatches } = await after.recover(nowMs + 60_000)
    await after.close()
    const per10k = (durationMs / holds) * 10
    const words = budgets ? 'under a daily and a model budget' : 'without budgets that reset'
    process.stdout.write(
      `${settled} settled, ${voided} voided, ${words}: ${durationMs.toFixed(0)} ms, ${per10k.toFixed(2)} s per 10 000 holds\n`,
    )
    if (mismatches.length > 0) throw new Error(`the books do not balance: ${mismatches[0]?.invariant} of ${mismatches[0]?.subject}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const { values } = parseArgs({ options: { holds: { type: 'string', default: '10000' } } })
for (const budgets of [false, true]) await measure(Number(values.holds), budgets)
