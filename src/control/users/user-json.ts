// The public form of a person: an allow-list, never a hash. Knows no storage.
import type { User } from '../../access/user.ts'
import type { UserJson } from '../../contract/sign-in-api.ts'

export function userJson(user: User): UserJson {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    operator: user.operator,
    disabled: user.disabled,
    created_at: new Date(user.createdAtMs).toISOString(),
  }
}
