// One field for each password: the present one, or a new one that has rules. Knows no form.
import { useQuery } from '@tanstack/react-query'
import { signInOptionsQuery } from '../api/queries.ts'
import { Field } from './field.tsx'

interface Props {
  readonly label: string
  /** `new`: it is chosen here, so its rules are told. */
  readonly is: 'present' | 'new'
  readonly value: string
  readonly onValue: (value: string) => void
  readonly wrong?: string | undefined
  /** Instead of the rules. */
  readonly hint?: string
}

export function PasswordField({ label, is, value, onValue, wrong, hint }: Props) {
  const options = useQuery(signInOptionsQuery).data
  const rules = is === 'new' && options !== undefined ? `At least ${options.password_min} characters.` : undefined
  return (
    <Field
      label={label}
      type="password"
      autoComplete={is === 'new' ? 'new-password' : 'current-password'}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      wrong={wrong}
      hint={hint ?? rules}
    />
  )
}
