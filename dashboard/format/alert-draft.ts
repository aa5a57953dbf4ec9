// An alert as its form holds it, and as the control API takes it. Knows no components.
import { readAmount } from './money.ts'

export interface AlertDraft {
  readonly condition: 'balance' | 'budget'
  readonly usd: string
  readonly percent: string
  readonly keyId: string
  readonly email: string
  readonly webhook: string
}

export const emptyAlertDraft: AlertDraft = { condition: 'balance', usd: '5', percent: '80', keyId: '', email: '', webhook: '' }

/** What to send, or what is wrong with the amount or the share. */
export function readAlertDraft(draft: AlertDraft): { readonly input: object } | { readonly wrong: string } {
  const ways = {
    ...(draft.email.trim() !== '' && { email: draft.email.trim() }),
    ...(draft.webhook.trim() !== '' && { webhook_url: draft.webhook.trim() }),
  }
  if (draft.condition === 'balance') {
    const amount = readAmount(draft.usd)
    return 'wrong' in amount ? amount : { input: { balance_below_usd: amount.usd, ...ways } }
  }
  const percent = /^\d{1,3}$/.test(draft.percent.trim()) ? Number(draft.percent) : 0
  if (percent < 1 || percent > 100) return { wrong: 'A whole number from 1 to 100.' }
  return { input: { budget_percent: percent, key_id: draft.keyId, ...ways } }
}
