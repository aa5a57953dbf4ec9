// Raises an alert of the server. Knows no HTTP.
import { uuid7 } from '../../base/uuid7.ts'
import type { RaisedServerAlert } from '../../ledger/server-alert-store.ts'
import type { ControlDeps } from '../control-deps.ts'

export function raise({ store, clock }: Pick<ControlDeps, 'store' | 'clock'>, raised: Omit<RaisedServerAlert, 'atMs'>): Promise<void> {
  const atMs = clock.now()
  return store.raiseServerAlert({ ...raised, atMs }, `sal_${uuid7(atMs).replaceAll('-', '')}`)
}
