// Vouchers: the operator makes, lists and revokes them, an account redeems one. Knows no HTTP.
import { randomText } from '../../base/hash.ts'
import { uuid7 } from '../../base/uuid7.ts'
import type { CreatedVoucherJson, CreateVouchersInput, RedeemedJson, RedeemVoucherInput, VoucherJson } from '../../contract/billing-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import { type RedemptionRefusal, type Voucher, voucherRefusal } from '../../ledger/voucher-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readExpiry } from '../keys/key-settings.ts'
import { answerPage, readPage, withNext } from '../page.ts'
import { makeVoucherCode, readVoucherCode } from './voucher-code.ts'

export async function createVouchers({ input }: ControlCall<CreateVouchersInput>, deps: ControlDeps): Promise<Outcome> {
  const nowMs = deps.clock.now()
  const expires = readExpiry(input.expires ?? null, nowMs)
  if (!expires.ok) return refusal(expires.problem)
  const made = Array.from({ length: input.count }, () => {
    const code = makeVoucherCode(randomText)
    const id = `vch_${uuid7(nowMs).replaceAll('-', '')}`
    const facts = { amountNano: input.usd, expiresAtMs: expires.value, redemptionsMax: input.redemptions_max, note: input.note }
    return { code, voucher: { id, lastFour: code.slice(-4), ...facts, createdAtMs: nowMs } }
  })
  await deps.store.createVouchers(made.map(({ code, voucher }) => ({ ...voucher, codeHash: hashOf(code, deps) })))
  const shown = made.map(({ code, voucher }) => ({ ...voucherJson({ ...voucher, redemptions: 0, revoked: false }, nowMs), code }))
  return answer({ data: shown satisfies CreatedVoucherJson[] }, 201)
}

export async function listVouchers({ query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^vch_\w{1,64}$/)
  if (!page.ok) return page
  const vouchers = await deps.store.listVouchers(withNext(page.value))
  const nowMs = deps.clock.now()
  return answerPage(vouchers, page.value, { placeOf: ({ id }) => id, json: (voucher) => voucherJson(voucher, nowMs) })
}

export async function revokeVoucher({ id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const revoked = await deps.store.revokeVoucher(id)
  return revoked ? answer({ id, revoked: true }) : refusal(problem('not_found', 'There is no such voucher.', { param: 'id' }))
}

export async function redeemVoucher({ principal, input }: ControlCall<RedeemVoucherInput>, deps: ControlDeps): Promise<Outcome> {
  const { voucherGuesses } = deps.billing
  const { accountId, actor } = principal
  const nowMs = deps.clock.now()
  const waitMs = voucherGuesses.waitMs(accountId, nowMs)
  if (waitMs > 0) {
    return refusal(problem('rate_limit_exceeded', 'Too many codes that do not exist. Wait before the next try.', { retryAfterMs: waitMs }))
  }
  const code = readVoucherCode(input.code)
  const verdict =
    code === undefined
      ? ({ ok: false, reason: 'unknown' } as const)
      : await deps.store.redeemVoucher({ codeHash: hashOf(code, deps), accountId, atMs: nowMs, actor })
  if (!verdict.ok) {
    if (verdict.reason === 'unknown') voucherGuesses.failed(accountId, nowMs)
    return refusal(refusals[verdict.reason])
  }
  return answer({
    voucher_id: verdict.voucherId,
    usd: formatUsd(verdict.amountNano),
    quota: formatQuota(verdict.amountNano),
    balance_usd: formatUsd(verdict.balanceNano),
    balance_quota: formatQuota(verdict.balanceNano),
  } satisfies RedeemedJson)
}

const refusals: Readonly<Record<RedemptionRefusal, Problem>> = {
  unknown: problem('not_found', 'There is no voucher with this code. Check it letter by letter.', { param: 'code' }),
  revoked: problem('conflict', 'This voucher was revoked.', { param: 'code' }),
  expired: problem('conflict', 'This voucher has expired.', { param: 'code' }),
  used_up: problem('conflict', 'This voucher was redeemed as often as it may be.', { param: 'code' }),
  already_redeemed: problem('conflict', 'This account has redeemed this voucher before.', { param: 'code' }),
  too_large: problem('conflict', 'This voucher would lift the balance above what an account can hold.', { param: 'code' }),
}

/** The prefix keeps this hash apart from every other use of the same secret. */
function hashOf(code: string, deps: ControlDeps): string {
  return deps.hashSecret(`voucher ${code}`)
}

function voucherJson(voucher: Voucher, nowMs: number): VoucherJson {
  return {
    id: voucher.id,
    last_four: voucher.lastFour,
    usd: formatUsd(voucher.amountNano),
    quota: formatQuota(voucher.amountNano),
    state: voucherRefusal(voucher, nowMs) ?? 'active',
    redemptions: voucher.redemptions,
    redemptions_max: voucher.redemptionsMax,
    expires_at: voucher.expiresAtMs === null ? null : new Date(voucher.expiresAtMs).toISOString(),
    note: voucher.note,
    created_at: new Date(voucher.createdAtMs).toISOString(),
  }
}
