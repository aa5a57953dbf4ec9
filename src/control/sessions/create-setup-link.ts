// A single-use link that signs one browser in. The token stands behind `#`, so that no server or proxy ever logs it.
import { Secret } from '../../base/secret.ts'
import type { AccountId } from '../../contract/ids.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'
import { makeToken } from './make-token.ts'

export interface SetupUrl {
  readonly url: Secret<string>
  readonly expiresAtMs: number
}

/** Replaces every earlier unused link of the account. */
export async function createSetupUrl(
  accountId: AccountId,
  deps: Pick<ControlDeps, 'clock' | 'store' | 'hashSecret' | 'publicUrl' | 'settings'>,
): Promise<SetupUrl> {
  const token = makeToken('nxr-setup-')
  const expiresAtMs = deps.clock.now() + deps.settings.setupLinkMs
  await deps.store.createSetupLink({ accountId, expiresAtMs }, deps.hashSecret(token))
  return { url: new Secret(`${deps.publicUrl}/setup#token=${token}`), expiresAtMs }
}

export async function createSetupLink({ principal }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const link = await createSetupUrl(principal.accountId, deps)
  return answer({ setup_url: link.url.reveal(), expires_at: new Date(link.expiresAtMs).toISOString() }, 201)
}
