// Redeems a setup link. The token stands behind `#`, so it was sent to no server until the click.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem, ask } from '../api/client.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { Mark } from '../ui/logo.tsx'
import { Field } from '../ui/field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'

/** Read once and taken out of the address bar and the history. */
function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  history.replaceState(history.state, '', paths.setup)
  return token
}

interface Chosen {
  readonly email: string
  readonly password: string
}

function ChooseForm({ busy, onChosen }: { readonly busy: boolean; readonly onChosen: (chosen: Chosen) => void }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  return (
    <form
      className="grid gap-4 text-left"
      onSubmit={(event) => {
        event.preventDefault()
        onChosen({ email, password })
      }}
    >
      <Field
        label="E-mail address"
        type="email"
        autoComplete="username"
        required
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        required
        minLength={8}
        maxLength={128}
        hint="8 to 128 characters"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" weight="primary" size="large" busy={busy} className="w-full">
        Set up and sign in
      </Button>
    </form>
  )
}

export function SetupPage() {
  const [token] = useState(takeToken)
  const queries = useQueryClient()
  const navigate = useNavigate()
  // A click, not the page load, uses the link up: previews and prefetches must not.
  const redeem = useMutation({
    mutationFn: (chosen: Chosen) => ask('POST', '/setup', { body: { token, ...chosen } }),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  // What is wrong with the address or the password can be mended; a link that does not work cannot.
  const usedUp = redeem.error instanceof ApiProblem && redeem.error.param === 'token'
  return (
    <OpenFrame title="Sign in">
      <section className="w-full max-w-sm text-center">
        <span className="inline-block">
          <Mark size={44} />
        </span>
        <h1 className="mt-6 text-[1.375rem] font-semibold tracking-[-0.015em]">
          {token === '' ? 'This page needs a setup link' : 'Welcome'}
        </h1>
        <p className="mt-2 mb-6 text-quiet">
          {token === ''
            ? 'Run `nexorouter setup-link` on the server and open what it prints.'
            : 'Your link works once. Choose how you sign in from now on.'}
        </p>
        {redeem.isError && (
          <div className="mb-5 text-left">
            <ProblemNotice fault={redeem.error} />
          </div>
        )}
        {token === '' || usedUp ? (
          <ButtonLink to={paths.signIn} size="large">
            To the sign-in page
          </ButtonLink>
        ) : (
          <ChooseForm busy={redeem.isPending} onChosen={(chosen) => redeem.mutate(chosen)} />
        )}
      </section>
    </OpenFrame>
  )
}
