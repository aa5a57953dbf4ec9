// Second factors at rest, as the server's secret seals them. Knows no people.
import { openBytes, seal } from './base/hash.ts'
import type { ControlDeps } from './control/control-deps.ts'

/** Bound to its row: a copy moved to another person does not open. */
export function totpSecretsUnder(sealing: Uint8Array): ControlDeps['totpSecrets'] {
  return {
    seal: (secret, user) => seal(sealing, secret, `totp_factors.secret ${user}`),
    open: (sealed, user) => openBytes(sealing, sealed, `totp_factors.secret ${user}`),
  }
}
