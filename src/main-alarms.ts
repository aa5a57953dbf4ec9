// Tells the operator what only he can mend: in the log, and as an alert of the server in the store. Decides nothing else.
import type { Clock } from './base/clock.ts'
import { uuid7 } from './base/uuid7.ts'
import type { Log } from './gateway/deps.ts'
import type { BookFinding } from './ledger/audit.ts'
import type { RaisedServerAlert, ServerAlertStore } from './ledger/server-alert-store.ts'

export interface Alarms {
  /** An offer rests for a while; `needsOperator`: it will not get well by itself. */
  cooling(offer: string, health: { readonly reason: string | null }, needsOperator: boolean): void
  booksWrong(finding: BookFinding): void
}

export function openAlarms(store: ServerAlertStore, { clock, log }: { readonly clock: Clock; readonly log: Log }): Alarms {
  /** A store that cannot write now must not hold up whoever noticed: the log has it. */
  function raise(raised: Omit<RaisedServerAlert, 'atMs'>): void {
    const atMs = clock.now()
    store
      .raiseServerAlert({ ...raised, atMs }, `sal_${uuid7(atMs).replaceAll('-', '')}`)
      .catch((error: unknown) => log.warn({ error, kind: raised.kind }, 'an alert of the server was not kept'))
  }
  return {
    cooling(offer, health, needsOperator) {
      if (!needsOperator) return log.warn({ offer, ...health }, 'an offer cools down')
      log.error({ offer, ...health }, 'an offer is set aside: the operator has to act')
      raise({
        kind: 'offer_set_aside',
        subject: offer,
        says: `The provider refuses us: ${(health.reason ?? 'refused').replaceAll('_', ' ')}.`,
      })
    },
    booksWrong({ check, sequence, subject, says }) {
      log.error({ check, sequence, subject, says }, 'the books do not hold: nothing is admitted any more, and nothing was repaired')
      raise({ kind: 'books_wrong', subject, says: `${check}: ${says}. Nothing is admitted any more, and nothing was repaired.` })
    },
  }
}
