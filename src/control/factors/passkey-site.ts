// The site that passkeys belong to (RP ID and origin of WebAuthn), after the public URL. Knows no passkeys.
import { isIP } from 'node:net'
import type { ControlDeps } from '../control-deps.ts'

export interface PasskeySite {
  readonly rpId: string
  readonly origin: string
}

/** Undefined where browsers know none: a passkey belongs to a name, never to an IP address. */
export function passkeySite({ publicUrl }: Pick<ControlDeps, 'publicUrl'>): PasskeySite | undefined {
  const { hostname, origin } = new URL(publicUrl)
  return isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? { rpId: hostname, origin } : undefined
}
