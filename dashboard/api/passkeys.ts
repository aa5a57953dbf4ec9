// The browser's passkeys: asks the server what to sign, the device to sign it. Knows no page.
import type { PasskeyCreationJson, PasskeyRequestJson } from '../../src/contract/passkeys-api.ts'
import { ApiProblem, ask } from './client.ts'

/** Browsers before 2025 cannot read the options of a server as they come (WebAuthn Level 3). */
export function knowsPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && typeof PublicKeyCredential.parseRequestOptionsFromJSON === 'function'
}

/** What proves who sits here. Throws ApiProblem, also for somebody who changed their mind. */
export async function provePasskey(): Promise<unknown> {
  const { options } = await ask<PasskeyRequestJson>('POST', '/passkey-requests', { body: {} })
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  return jsonOf(() => navigator.credentials.get({ publicKey }))
}

export async function makePasskey({ options }: PasskeyCreationJson): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON)
  return jsonOf(() => navigator.credentials.create({ publicKey }))
}

/** In our words: browsers say the same for a refusal and for a timeout, and on purpose. */
const sentences: Readonly<Record<string, string>> = {
  NotAllowedError: 'No passkey was used: it was refused, took too long, or none of this site is on the device.',
  InvalidStateError: 'This device has a passkey for your user already.',
  SecurityError: 'Passkeys work only at the address that this server is known by (NEXOROUTER_PUBLIC_URL).',
}

async function jsonOf(act: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await act()
    if (credential instanceof PublicKeyCredential) return credential.toJSON()
  } catch (fault) {
    const sentence = fault instanceof DOMException ? sentences[fault.name] : undefined
    throw new ApiProblem('unreachable', sentence ?? 'The device made no use of a passkey.')
  }
  throw new ApiProblem('unreachable', 'The device made no use of a passkey.')
}
