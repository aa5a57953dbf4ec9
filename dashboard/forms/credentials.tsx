// An e-mail address and a password, chosen or known. Knows no endpoint.
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'

export interface Credentials {
  readonly email: string
  readonly password: string
}

interface Props {
  readonly action: string
  readonly busy: boolean
  /** The address that is settled already; absent: it is asked for. */
  readonly email?: string
  /** A password to be set, not one that is known. */
  readonly chooses?: boolean
  readonly onGiven: (given: Credentials) => void
}

export function CredentialsForm({ action, busy, email: settled, chooses = false, onGiven }: Props) {
  const [email, setEmail] = useState(settled ?? '')
  const [password, setPassword] = useState('')
  return (
    <form
      className="grid gap-4 text-left"
      onSubmit={(event) => {
        event.preventDefault()
        onGiven({ email, password })
      }}
    >
      <Field
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        readOnly={settled !== undefined}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete={chooses ? 'new-password' : 'current-password'}
        required
        {...(chooses ? { minLength: 8, hint: '8 to 128 characters' } : {})}
        maxLength={128}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" weight="primary" size="large" busy={busy} className="w-full">
        {action}
      </Button>
    </form>
  )
}
