// Accepts an invitation. The token stands behind `#`, so it was sent to no server until this page asked what it is for.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ShownInvitationJson } from '../../src/contract/members-api.ts'
import { ask } from '../api/client.ts'
import { CredentialsForm } from '../forms/credentials.tsx'
import { paths } from '../paths.ts'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'

/** Read once and taken out of the address bar and the history. */
function takeToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  history.replaceState(history.state, '', paths.invitation)
  return token
}

export function InvitationPage() {
  const [token] = useState(takeToken)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const shown = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => ask<ShownInvitationJson>('POST', '/invitations/read', { body: { token } }),
    enabled: token !== '',
    retry: false,
  })
  const accept = useMutation({
    mutationFn: (password: string) => ask('POST', '/invitations/accept', { body: { token, password } }),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  const fault = shown.error ?? accept.error
  return (
    <OpenFrame title="Invitation">
      <section className="w-full max-w-sm">
        <h1 className="text-[1.375rem] font-semibold tracking-[-0.015em]">
          {token === '' ? 'This page needs an invitation link' : 'You are invited'}
        </h1>
        <p className="mt-2 mb-6 text-quiet">
          {shown.data === undefined
            ? 'Open the link that you were sent.'
            : `To ${shown.data.account_name}, as ${shown.data.role}. ${shown.data.known ? 'Give your password to join.' : 'Choose a password to join.'}`}
        </p>
        {fault !== null && (
          <div className="mb-5">
            <ProblemNotice fault={fault} />
          </div>
        )}
        {shown.data !== undefined && (
          <CredentialsForm
            action="Join"
            busy={accept.isPending}
            email={shown.data.email}
            chooses={!shown.data.known}
            onGiven={({ password }) => accept.mutate(password)}
          />
        )}
      </section>
    </OpenFrame>
  )
}
