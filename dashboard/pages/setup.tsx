// Redeems a setup link: makes the owner of this server. The token stands behind `#`, so it was sent to no server until the click.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CredentialFields } from '../forms/credential-fields.tsx'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Field } from '../ui/field.tsx'
import { Mark } from '../ui/logo.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame, takeToken } from './open-frame.tsx'

export function SetupPage() {
  const [token] = useState(() => takeToken(paths.setup))
  return (
    <OpenFrame title="Set up">
      <section className="w-full max-w-sm">
        <Mark size={40} />
        {token === '' ? <NoToken /> : <SetupForm token={token} />}
      </section>
    </OpenFrame>
  )
}

function NoToken() {
  return (
    <>
      <h1 className="mt-6 text-[1.375rem] font-semibold tracking-[-0.015em]">This page needs a setup link</h1>
      <p className="mt-2 mb-6 text-quiet">
        Run <code className="font-mono text-xs">nexorouter setup-link</code> on the server and open what it prints.
      </p>
      <ButtonLink to={paths.signIn}>To the sign-in page</ButtonLink>
    </>
  )
}

function SetupForm({ token }: { token: string }) {
  const [typed, setTyped] = useState({ name: '', email: '', password: '' })
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<object>({
    method: 'POST',
    path: '/setup',
    fields: ['email', 'password', 'name'],
    done: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  const set = (field: keyof typeof typed) => (event: { target: { value: string } }) => setTyped({ ...typed, [field]: event.target.value })
  const { name, ...rest } = typed
  return (
    <form noValidate onSubmit={form.submit(() => ({ token, ...rest, ...(name.trim() !== '' && { name }) }))}>
      <h1 className="mt-6 text-[1.375rem] font-semibold tracking-[-0.015em]">Make yourself the owner</h1>
      <p className="mt-2 mb-6 text-quiet">
        This link works once. What you enter here is how you sign in from now on, from any browser. A user of this address who exists is
        taken back: signed out everywhere, without the app, passkeys and other services of before.
      </p>
      <div className="space-y-4">
        <Field label="Your name" optional autoComplete="name" value={typed.name} onChange={set('name')} wrong={form.wrong('name')} />
        <CredentialFields typed={typed} set={set} wrong={form.wrong} />
        {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      </div>
      <Button type="submit" weight="primary" size="large" busy={form.busy} className="mt-6 w-full">
        Set up and sign in
      </Button>
    </form>
  )
}
