// Roles of people in an account, and THE table of who may do what. Knows no endpoints and no storage.
import type { Action } from '../contract/permissions.ts'

export type { Action } from '../contract/permissions.ts'

/** From least to most. A person has one role in each account. */
export const roles = ['viewer', 'developer', 'admin', 'owner'] as const
export type Role = (typeof roles)[number]

/** What somebody brings along: a role in the account, and the operator's rights over the whole server. */
export type Grant = Role | 'operator'

export const rankOf: Readonly<Record<Grant, number>> = { viewer: 1, developer: 2, admin: 3, owner: 4, operator: 5 }

const everybody = ['viewer', 'developer', 'admin', 'owner', 'operator'] as const
const developers = ['developer', 'admin', 'owner', 'operator'] as const
const admins = ['admin', 'owner', 'operator'] as const

/**
 * Action x role. An action that is not listed does not exist. `operator` stands for the server's operator acting on an account that he
 * is no member of: he runs the place, but what belongs to its members alone (their secrets, their account itself) stays theirs.
 */
export const permissions = {
  'account.read': everybody,
  'members.read': everybody,
  'self.write': everybody,
  'account.write': admins,
  'keys.write': developers,
  'keys.reveal': ['admin', 'owner'],
  'members.write': admins,
  'management_keys.write': admins,
  'billing.write': admins,
  'playground.use': developers,
  'audit.read': admins,
  'server.operate': ['operator'],
} as const satisfies Record<Action, readonly Grant[]>

export function mayDo(grants: readonly Grant[], action: Action): boolean {
  const allowed: readonly Grant[] = permissions[action]
  return grants.some((grant) => allowed.includes(grant))
}

/** The highest of several grants; 0 when there is none. */
export function highestRank(grants: readonly Grant[]): number {
  return Math.max(0, ...grants.map((grant) => rankOf[grant]))
}

/**
 * Whether somebody of that rank may give a role or take it away: only roles below their own, so that nobody promotes a friend past
 * themselves. Owners may also make owners, or an account could never change hands.
 */
export function mayAssign(actorRank: number, role: Role): boolean {
  return rankOf[role] < actorRank || (role === 'owner' && actorRank === rankOf.owner)
}
