// What a session may do, so that no control is shown that would be refused. The server decides; this only spares the click.
import type { SessionJson } from '../../src/contract/sign-in-api.ts'

/** Names of the server's own table of permissions; `GET /control/v1/session` says which of them a session has. */
export type Action =
  | 'account.read'
  | 'account.write'
  | 'members.read'
  | 'members.write'
  | 'keys.write'
  | 'keys.reveal'
  | 'management_keys.write'
  | 'billing.write'
  | 'playground.use'
  | 'audit.read'
  | 'server.operate'

export function allows(session: Pick<SessionJson, 'permissions'> | undefined, action: Action): boolean {
  return session?.permissions.includes(action) === true
}
