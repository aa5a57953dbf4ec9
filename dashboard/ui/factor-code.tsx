// The code of a second factor: a field that appears once the server has said that there is one. Asks nothing itself.
import { ApiProblem } from '../api/client.ts'
import { Field } from './field.tsx'

/** Whether the code is what is asked for now; stays true while one is typed. */
export function asksForCode(fault: unknown, typed: string): boolean {
  return typed !== '' || (fault instanceof ApiProblem && (fault.code === 'second_factor_required' || fault.param === 'code'))
}

interface Props {
  readonly value: string
  readonly onValue: (code: string) => void
  /** Why the form was refused, if it was. */
  readonly fault: unknown
}

export function FactorCode({ value, onValue, fault }: Props) {
  if (!asksForCode(fault, value)) return null
  const refused = fault instanceof ApiProblem && fault.param === 'code' && fault.code !== 'second_factor_required'
  return (
    <Field
      label="Code"
      autoFocus
      autoComplete="one-time-code"
      maxLength={40}
      value={value}
      onChange={(event) => onValue(event.target.value)}
      hint="Six digits of your authenticator app, or a recovery code."
      wrong={refused ? fault.message : undefined}
    />
  )
}

/** A code that was not asked for is not sent. */
export function withCode<Typed extends { readonly code: string }>({ code, ...rest }: Typed): Omit<Typed, 'code'> & { code?: string } {
  return code === '' ? rest : { ...rest, code }
}
