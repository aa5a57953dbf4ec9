// Whether a text can be a credential of a kind, before it is ever sent. Knows no vendor, and repeats nothing of the text.
import type { ProviderAuth } from '../contract/provider-auth.ts'
import { readAppRegistration } from './entra-token.ts'
import { readServiceAccount } from './google-token.ts'
import { readAwsKeys } from './sign-aws.ts'

/** What is wrong with it, after "the credential"; undefined: nothing that could be seen. */
export function credentialFault(auth: ProviderAuth, text: string): string | undefined {
  if (auth.kind === 'aws-role')
    return 'is not needed: requests are signed with the role of this machine; connect the provider anew to use a key'
  const isJson = text.trimStart().startsWith('{')
  if (auth.kind === 'entra' && isJson) {
    return readAppRegistration(text) === undefined
      ? 'is not an app registration: write {"tenant_id": "...", "client_id": "...", "client_secret": "..."}'
      : undefined
  }
  if (auth.kind === 'google' && isJson) {
    return readServiceAccount(text) === undefined
      ? 'is not the JSON key of a service account: client_email or private_key is missing'
      : undefined
  }
  if (/[^\x21-\x7e]/.test(text)) return 'holds a blank or a character that no key has; copy the key again'
  if (auth.kind === 'aws' && /^A[KS]IA/.test(text) && readAwsKeys(text) === undefined) {
    return 'is half a pair of access keys: write ACCESS_KEY_ID:SECRET_ACCESS_KEY, and :SESSION_TOKEN behind it for temporary ones'
  }
  return undefined
}
