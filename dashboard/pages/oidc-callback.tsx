// Back from another service: hands what it sent to the server, which alone can tell whether it proves anything. Changes nothing by being opened.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../api/client.ts'
import { readErrand } from '../api/oidc.ts'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { askConfirmed } from '../ui/confirm-identity.tsx'
import { asksForCode, FactorCode } from '../ui/factor-code.tsx'
import { Mark } from '../ui/logo.tsx'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { ProblemNotice, Skeleton } from '../ui/states.tsx'
import { notify } from '../ui/toast.tsx'
import { OpenFrame } from './open-frame.tsx'

/** Read once and taken out of the address bar and the history: a code is worth something until it is used. */
function takeQuery(): string {
  const query = location.search.slice(1)
  history.replaceState(history.state, '', paths.oidcCallback)
  return query
}

export function OidcCallbackPage() {
  const [query] = useState(takeQuery)
  const [errand] = useState(readErrand)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const done = async (): Promise<void> => {
    queries.clear()
    if (errand?.for === 'connect') notify('The identity is connected: it signs you in from now on')
    await navigate({ href: errand?.next ?? paths.overview })
  }
  const finish = useMutation({
    mutationFn: () =>
      errand?.for === 'connect'
        ? askConfirmed('POST', '/user/identities', { body: { query } })
        : ask('POST', '/sign-in/oidc', { body: { query } }),
    onSuccess: done,
  })
  const sent = useRef(false)
  useEffect(() => {
    if (sent.current) return
    sent.current = true
    finish.mutate()
  })
  return (
    <OpenFrame title="Sign in">
      <section className="w-full max-w-sm space-y-4">
        <Mark size={40} />
        <h1 className="text-[1.375rem] font-semibold tracking-[-0.015em]">Sign in</h1>
        {finish.error === null ? (
          <Skeleton className="h-10 w-full" />
        ) : asksForCode(finish.error, '') ? (
          <CodeStep fault={finish.error} done={done} />
        ) : (
          <>
            <ProblemNotice fault={finish.error} />
            <ButtonLink to={errand?.for === 'connect' ? paths.settings : paths.signIn} className="w-full">
              {errand?.for === 'connect' ? 'Back to Settings' : 'Back to sign in'}
            </ButtonLink>
          </>
        )}
      </section>
    </OpenFrame>
  )
}

function CodeStep({ fault, done }: { readonly fault: unknown; readonly done: () => Promise<void> }) {
  const [code, setCode] = useState('')
  const form = useForm<object>({ method: 'POST', path: '/sign-in/oidc/code', fields: ['code'], done })
  const byPasskey = useForm<{ passkey: unknown }>({ method: 'POST', path: '/sign-in/passkey', done })
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => ({ code }))}>
      <FactorCode value={code} onValue={setCode} fault={form.fault ?? fault} />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button type="submit" weight="primary" size="large" busy={form.busy} disabled={code.trim() === ''} className="w-full">
        Continue
      </Button>
      <PasskeyButton large onProof={(passkey) => byPasskey.send({ passkey })}>
        Sign in with a passkey
      </PasskeyButton>
      {byPasskey.problem !== undefined && <ProblemNotice fault={byPasskey.problem} />}
    </form>
  )
}
