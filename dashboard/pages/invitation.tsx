// Accepts an invitation into an account. The token stands behind `#`, so it was sent to no server until it was read here.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ShownInvitationJson } from '../../src/contract/members-api.ts'
import { ask } from '../api/client.ts'
import { signInOptionsQuery } from '../api/queries.ts'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { FactorCode, withCode } from '../ui/factor-code.tsx'
import { Mark } from '../ui/logo.tsx'
import { OidcButton } from '../ui/oidc-button.tsx'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemNotice, Skeleton } from '../ui/states.tsx'
import { OpenFrame, takeToken } from './open-frame.tsx'

export function InvitationPage() {
  const [token] = useState(() => takeToken(paths.invitation))
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ask<ShownInvitationJson>('POST', '/invitations/read', { body: { token } }),
    enabled: token !== '',
  })
  return (
    <OpenFrame title="Invitation">
      <section className="w-full max-w-sm">
        <Mark size={40} />
        {token === '' && (
          <>
            <h1 className="mt-6 mb-4 text-[1.375rem] font-semibold">This page needs the link of an invitation</h1>
            <ButtonLink to={paths.signIn}>To the sign-in page</ButtonLink>
          </>
        )}
        {query.isLoading && <Skeleton className="mt-6 h-48 w-full" />}
        {query.isError && (
          <div className="mt-6 space-y-4">
            <h1 className="text-[1.375rem] font-semibold">This invitation cannot be used</h1>
            <ProblemNotice fault={query.error} />
          </div>
        )}
        {query.data !== undefined && <AcceptForm token={token} invitation={query.data} />}
      </section>
    </OpenFrame>
  )
}

function AcceptForm({ token, invitation }: { token: string; invitation: ShownInvitationJson }) {
  const [typed, setTyped] = useState({ password: '', code: '' })
  const services = useQuery(signInOptionsQuery).data?.oidc ?? []
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useForm<object>({
    method: 'POST',
    path: '/invitations/accept',
    fields: ['password', 'code'],
    done: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  return (
    <form noValidate onSubmit={form.submit(() => ({ token, ...withCode(typed) }))}>
      <h1 className="mt-6 text-[1.375rem] font-semibold tracking-[-0.015em]">Join “{invitation.account_name}”</h1>
      <p className="mt-2 mb-6 text-quiet">
        As {invitation.role}, with the address {invitation.email}.
      </p>
      <PasswordField
        label={invitation.known ? 'Your password' : 'Choose a password'}
        is={invitation.known ? 'present' : 'new'}
        value={typed.password}
        onValue={(password) => setTyped({ ...typed, password })}
        wrong={form.wrong('password')}
        {...(invitation.known && { hint: 'This address has a user here already.' })}
      />
      <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={form.fault} />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button type="submit" weight="primary" size="large" busy={form.busy} className="mt-4 w-full">
        Accept and sign in
      </Button>
      <div className="mt-4 space-y-4">
        {services.map(({ id, name }) => (
          <OidcButton key={id} service={id} errand={{ for: 'invitation', next: paths.overview, token }}>
            Accept with {name}
          </OidcButton>
        ))}
      </div>
      {invitation.known && (
        <div className="mt-4 space-y-4">
          <PasskeyButton large onProof={(passkey) => form.send({ token, passkey })}>
            Accept with a passkey
          </PasskeyButton>
        </div>
      )}
    </form>
  )
}
