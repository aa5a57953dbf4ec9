// The address and the new password of somebody who becomes a user here. Knows no page and sends nothing.
import { useQuery } from '@tanstack/react-query'
import { signInOptionsQuery } from '../api/queries.ts'
import { Field } from '../ui/field.tsx'

type Change = (event: { target: { value: string } }) => void

interface CredentialFieldsProps {
  readonly typed: { readonly email: string; readonly password: string }
  readonly set: (field: 'email' | 'password') => Change
  readonly wrong: (field: string) => string | undefined
}

export function CredentialFields({ typed, set, wrong }: CredentialFieldsProps) {
  const options = useQuery(signInOptionsQuery).data
  return (
    <>
      <Field label="E-mail" type="email" autoComplete="username" value={typed.email} onChange={set('email')} wrong={wrong('email')} />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        value={typed.password}
        onChange={set('password')}
        wrong={wrong('password')}
        hint={options && `At least ${options.password_min} characters.`}
      />
    </>
  )
}
