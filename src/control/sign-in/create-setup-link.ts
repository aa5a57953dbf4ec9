// A single-use link that makes the owner of an account and signs one browser in. The token stands behind `#`, so that no server or proxy ever logs it.
import { Secret } from '../../base/secret.ts'
import type { AccountId } from '../../contract/ids.ts'
import type { SetupLink } from '../../access/member-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { makeToken } from '../sessions/make-token.ts'

export const setupTokenPrefix = 'nxr-setup-'

/** A link that is not stored yet. */
export function makeSetupLink(
  accountId: AccountId,
  deps: Pick<ControlDeps, 'clock' | 'hashSecret' | 'publicUrl' | 'settings'>,
): { readonly link: SetupLink; readonly hash: string; readonly url: Secret<string> } {
  const token = makeToken(setupTokenPrefix)
  const link = { accountId, expiresAtMs: deps.clock.now() + deps.settings.setupLinkMs }
  return { link, hash: deps.hashSecret(token), url: new Secret(`${deps.publicUrl}/setup#token=${token}`) }
}

/** Replaces every earlier unused link of the account. */
export async function createSetupLink({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const { link, hash, url } = makeSetupLink(principal.accountId, deps)
  await deps.store.createSetupLink(link, hash)
  return answer({ setup_url: url.reveal(), expires_at: new Date(link.expiresAtMs).toISOString() }, 201)
}
