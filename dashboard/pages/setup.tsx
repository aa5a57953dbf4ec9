// Redeems a setup link. The token stands behind `#`, so it was sent to no server until the click.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem, ask } from '../api/client.ts'
import { type Credentials, CredentialsForm } from '../forms/credentials.tsx'
import { paths } from '../paths.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Mark } from '../ui/logo.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'

/** Read once and taken out of the address bar and the history. */
function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  history.replaceState(history.state, '', paths.setup)
  return token
}

export function SetupPage() {
  const [token] = useState(takeToken)
  const queries = useQueryClient()
  const navigate = useNavigate()
  // A click, not the page load, uses the link up: previews and prefetches must not.
  const redeem = useMutation({
    mutationFn: (chosen: Credentials) => ask('POST', '/setup', { body: { token, ...chosen } }),
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
          <CredentialsForm action="Set up and sign in" busy={redeem.isPending} chooses onGiven={(chosen) => redeem.mutate(chosen)} />
        )}
      </section>
    </OpenFrame>
  )
}
