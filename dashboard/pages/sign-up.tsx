// Sign up, where the operator allows it: a person and an account of their own.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { signInOptionsQuery } from '../api/queries.ts'
import { CredentialFields } from '../forms/credential-fields.tsx'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'

export function SignUpPage() {
  const options = useQuery(signInOptionsQuery).data
  const [typed, setTyped] = useState({ account_name: '', email: '', password: '' })
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<object>({
    method: 'POST',
    path: '/sign-up',
    fields: ['account_name', 'email', 'password'],
    done: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  const set = (field: keyof typeof typed) => (event: { target: { value: string } }) => setTyped({ ...typed, [field]: event.target.value })
  const { account_name: accountName, ...rest } = typed
  return (
    <OpenFrame title="Create an account">
      <form
        noValidate
        className="w-full max-w-sm"
        onSubmit={form.submit(() => ({ ...rest, ...(accountName.trim() !== '' && { account_name: accountName }) }))}
      >
        <Wordmark />
        <h1 className="mt-8 mb-6 text-[1.375rem] font-semibold tracking-[-0.015em]">Create an account</h1>
        {options?.sign_up === false && <p className="mb-4 text-quiet">The operator of this server invites people; there is no sign-up.</p>}
        <div className="space-y-4">
          <Field
            label="Account name"
            optional
            value={typed.account_name}
            onChange={set('account_name')}
            wrong={form.wrong('account_name')}
          />
          <CredentialFields typed={typed} set={set} wrong={form.wrong} />
          {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
        </div>
        <Button type="submit" weight="primary" size="large" busy={form.busy} disabled={options?.sign_up === false} className="mt-6 w-full">
          Create account
        </Button>
        <ButtonLink to={paths.signIn} weight="ghost" className="mt-2 w-full">
          I have one already
        </ButtonLink>
      </form>
    </OpenFrame>
  )
}
