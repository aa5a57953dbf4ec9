// What the operator has to know or do, and saying that it is done. Knows no HTTP.
import type { ServerAlertJson } from '../../contract/server-alerts-api.ts'
import { problem } from '../../contract/problems.ts'
import type { ServerAlert } from '../../ledger/server-alert-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { answerPage, readPage } from '../page.ts'

/** More than are kept. They change their order while they are read, so a page begins behind where one stands now. */
const alertsMax = 10_000

export async function listServerAlerts({ query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const page = readPage(query, /^sal_\w{1,64}$/)
  if (!page.ok) return page
  const { limit, after } = page.value
  const alerts = await deps.store.listServerAlerts(alertsMax)
  const before = after === null ? -1 : alerts.findIndex(({ id }) => id === after)
  const behind = after !== null && before === -1 ? [] : alerts.slice(before + 1)
  return answerPage(behind, { limit }, { placeOf: ({ id }) => id, json: serverAlertJson })
}

export async function closeServerAlert({ id }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const closed = await deps.store.closeServerAlert(id, deps.clock.now())
  return closed ? answer({ id, done: true }) : refusal(problem('not_found', 'There is no such open alert.', { param: 'id' }))
}

function serverAlertJson({ id, kind, subject, says, firstMs, lastMs, count, doneMs }: ServerAlert): ServerAlertJson {
  const doneAt = doneMs === null ? null : new Date(doneMs).toISOString()
  return {
    id,
    kind,
    subject,
    says,
    first_at: new Date(firstMs).toISOString(),
    last_at: new Date(lastMs).toISOString(),
    count,
    done_at: doneAt,
  }
}
