// The secret that a provider knows us by: typed here, sealed by the server, never shown again. Sends nothing.
import { Field, TextField } from '../ui/field.tsx'

const hints: Readonly<Record<string, string>> = {
  aws: 'A Bedrock API key, or ACCESS_KEY_ID:SECRET_ACCESS_KEY. It is sealed at once and never shown again.',
  entra:
    'An API key, or {"tenant_id": "...", "client_id": "...", "client_secret": "..."} of an app registration in Entra ID. It is sealed at once and never shown again.',
  google: 'The whole JSON key of a service account. It is sealed at once and never shown again.',
}

interface CredentialFieldProps {
  readonly label?: string
  readonly kind: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly wrong: string | undefined
}

/** JSON has many lines; everything else is hidden while it is typed. */
export function CredentialField({ label = 'Credential', kind, value, onChange, wrong }: CredentialFieldProps) {
  const shared = { label, hint: hints[kind] ?? 'It is sealed at once and never shown again.', value, wrong }
  if (kind === 'google' || kind === 'entra')
    return <TextField {...shared} rows={5} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
  return <Field {...shared} type="password" autoComplete="new-password" onChange={(event) => onChange(event.target.value)} />
}
