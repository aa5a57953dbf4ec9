// What a session may do, so that no control is shown that would be refused. The server decides; this only spares the click.
import type { Action } from '../../src/contract/permissions.ts'
import type { SessionJson } from '../../src/contract/sign-in-api.ts'

export function allows(session: Pick<SessionJson, 'permissions'> | undefined, action: Action): boolean {
  return session?.permissions.includes(action) === true
}
