// Lists what moved on an account, newest first, a page at a time. Knows no HTTP.
import type { EntryJson } from '../../contract/control-api.ts'
import { formatQuota, formatUsd } from '../../contract/money.ts'
import type { Entry } from '../../ledger/ledger-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import type { ControlCall, Outcome } from '../endpoint.ts'
import { answerPage, readPage, withNext } from '../page.ts'

export async function listEntries({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^\d{1,15}$/)
  if (!page.ok) return page
  const { limit, after } = withNext(page.value)
  const entries = await deps.store.listEntries(principal.accountId, limit, after === null ? null : Number(after))
  return answerPage(entries, page.value, { placeOf: ({ sequence }) => String(sequence), json: entryJson })
}

function entryJson(entry: Entry): EntryJson {
  return {
    sequence: entry.sequence,
    time: new Date(entry.atMs).toISOString(),
    kind: entry.kind,
    reference: entry.reference,
    from: entry.fromAccount,
    to: entry.toAccount,
    usd: formatUsd(entry.amountNano),
    quota: formatQuota(entry.amountNano),
    note: entry.note,
  }
}
