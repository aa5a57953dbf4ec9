// The shapes of passkeys: what WebAuthn Level 3 calls ...JSON, checked as far as sizes go; the signature is judged elsewhere. Knows no storage.
import { z } from 'zod'
import { label } from './control-api.ts'
import { addedFactorJson, passkeyJson } from './factors-api.ts'

/** Of a WebAuthn field in base64url; certificates of authenticators are the longest. */
const encoded = (lengthMax: number) => z.string('must be a text').max(lengthMax, `must be at most ${lengthMax} characters`)
/** WebAuthn Level 3, section 4: a credential ID has at most 1023 bytes. */
const id = encoded(1_364).regex(/^[\w-]+$/, 'must be base64url')
const known = { id, rawId: id, type: z.literal('public-key', 'must be "public-key"') }

/** What `navigator.credentials.get()` gives, as `toJSON()` writes it. */
export const passkeyProof = z.looseObject(
  {
    ...known,
    response: z.looseObject({
      clientDataJSON: encoded(4_000),
      authenticatorData: encoded(4_000),
      signature: encoded(4_000),
      userHandle: encoded(200).nullish(),
    }),
  },
  'must be what the browser gives for a passkey',
)
export type PasskeyProof = z.output<typeof passkeyProof>

/** What `navigator.credentials.create()` gives, as `toJSON()` writes it. */
export const newPasskey = z.looseObject(
  {
    ...known,
    response: z.looseObject({
      clientDataJSON: encoded(4_000),
      attestationObject: encoded(20_000),
      transports: z.array(z.string().max(40)).max(10).optional(),
    }),
  },
  'must be what the browser gives for a new passkey',
)

export const addPasskeyInput = z.strictObject({ name: label, passkey: newPasskey })
export type AddPasskeyInput = z.output<typeof addPasskeyInput>

export const signInByPasskeyInput = z.strictObject({ passkey: passkeyProof })
export type SignInByPasskeyInput = z.output<typeof signInByPasskeyInput>

const challenge = z.looseObject({ challenge: z.string() })

export const passkeyRequestJson = z.object({
  options: challenge.meta({ description: '`PublicKeyCredentialRequestOptionsJSON` for `navigator.credentials.get()`.' }),
})
export type PasskeyRequestJson = z.output<typeof passkeyRequestJson>

export const passkeyCreationJson = z.object({
  options: challenge.meta({ description: '`PublicKeyCredentialCreationOptionsJSON` for `navigator.credentials.create()`.' }),
})
export type PasskeyCreationJson = z.output<typeof passkeyCreationJson>

export const addedPasskeyJson = addedFactorJson.extend({ passkey: passkeyJson })
export type AddedPasskeyJson = z.output<typeof addedPasskeyJson>

export const removedPasskeyJson = z.object({ id: z.string(), removed: z.literal(true) })
