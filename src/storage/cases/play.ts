// Plays a table of ledger steps against a store: verb, name, amount, verdict, and what is left to spend. Knows no store in particular.
import assert from 'node:assert/strict'
import { asId, type ProviderId } from '../../contract/ids.ts'
import type { Nano } from '../../contract/money.ts'
import type { Store } from '../store.ts'
import { ann, annKey, creditAnn, furnish, recordOf, requestId, reservation, startMs } from './scene.ts'

/**
 * One step per line: `verb name amount verdict left`. Amounts are nano-dollars, `_` says nothing.
 * `hold h1 60/20` asks for 60 and takes 20; `hold h1 60/20+` takes all that is there. `left` is balance - held of the account.
 */
export async function play(store: Store, table: string): Promise<void> {
  await furnish(store, 0n)
  for (const line of table.trim().split('\n')) {
    const [verb = '', name = '', amount = '', verdict, left] = line.trim().split(/\s+/)
    const said = await step(store, verb, name, amount)
    assert.equal(said, verdict, `${line.trim()}: verdict`)
    if (left !== '_') assert.equal(await leftOf(store), left, `${line.trim()}: left`)
    assert.deepEqual(await store.verify(), [], `${line.trim()}: the books balance`)
  }
}

async function step(store: Store, verb: string, name: string, amount: string): Promise<string> {
  const id = requestId(name)
  switch (verb) {
    case 'deposit':
      return (await creditAnn(store, BigInt(amount), name)).result
    case 'hold':
      return granted(await store.reserve(reservation(name, 0n, ask(amount))))
    case 'extend':
      return granted(await store.extend(id, BigInt(amount), startMs))
    case 'settle':
      return said(await store.settle({ id, record: recordOf(name, BigInt(amount)), overrunNano: 0n }))
    case 'mark':
      return mark(store, name, amount)
    case 'recover': {
      const report = await store.recover(startMs)
      return `${report.settled}/${report.voided}/${report.chargedNano}`
    }
    case 'budget':
      return changed(await store.changeKey(ann, annKey, { budgetNano: amount === 'none' ? null : BigInt(amount) }))
    case 'disable':
      return changed(await store.changeKey(ann, annKey, { disabled: true }))
    case 'enable':
      return changed(await store.changeKey(ann, annKey, { disabled: false }))
    case 'expire':
      return changed(await store.changeKey(ann, annKey, { expiresAtMs: startMs + Number(amount) }))
    case 'suspend':
    case 'unsuspend':
      return (await store.suspendAccount(ann, verb === 'suspend')) ? 'ok' : 'unknown'
    case 'delete':
      return (await store.deleteKey(ann, annKey)) ? 'ok' : 'unknown'
    default:
      throw new Error(`no such step: ${verb}`)
  }
}

function ask(amount: string): { fullNano: Nano; leastNano: Nano; whenShort: 'least' | 'available' } {
  const match = /^(\d+)(?:\/(\d+)(\+?))?$/.exec(amount)
  assert.ok(match !== null, `an amount: ${amount}`)
  const [, full = '0', least = full, plus = ''] = match
  return { fullNano: BigInt(full), leastNano: BigInt(least), whenShort: plus === '+' ? 'available' : 'least' }
}

/** `tokens:charge`; a watermark has no verdict. */
function mark(store: Store, name: string, amount: string): string {
  const [tokens = '', charge = ''] = amount.split(':')
  const provider = asId<ProviderId>('demo')
  store.mark({ id: requestId(name), provider, promptTokens: 7, completionTokens: Number(tokens), chargeNano: BigInt(charge) })
  return 'sent'
}

function granted(verdict: { ok: true; amountNano: Nano } | { ok: false; reason: string }): string {
  return verdict.ok ? `ok:${verdict.amountNano}` : verdict.reason
}

function said(verdict: { ok: true } | { ok: false; reason: string }): string {
  return verdict.ok ? 'ok' : verdict.reason
}

function changed(key: object | undefined): string {
  return key === undefined ? 'unknown' : 'ok'
}

async function leftOf(store: Store): Promise<string> {
  const balance = await store.getBalance(ann)
  assert.ok(balance !== undefined)
  return String(balance.balanceNano - balance.heldNano)
}
