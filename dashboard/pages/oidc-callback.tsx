// Back from another service: hands what it sent to the server, which alone can tell whether it proves anything. Changes nothing by being opened.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ask } from '../api/client.ts'
import { type Errand, forgetErrand, readErrand } from '../api/oidc.ts'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, buttonClass } from '../ui/button.tsx'
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
  history.replaceState(history.state, '', location.pathname)
  return query
}

interface Ending {
  readonly path: string
  /** What goes along with the proof, or with the code behind it. */
  readonly body: (errand: Errand | undefined, proof: object) => object
  readonly codePath: string
  readonly said?: string
  readonly back: { readonly words: string; readonly to: (errand: Errand | undefined) => string }
}

/** A code goes as it is, what the service sent stands for a password. */
const wrapped = (_errand: Errand | undefined, proof: object): object => ('code' in proof ? proof : { oidc: proof })
const plain = (_errand: Errand | undefined, proof: object): object => proof

/** How each errand ends, once the browser is back. */
const endings: Readonly<Record<Errand['for'], Ending>> = {
  'sign-in': {
    path: '/sign-in/oidc',
    codePath: '/sign-in/oidc/code',
    body: plain,
    back: { words: 'Back to sign in', to: () => paths.signIn },
  },
  connect: {
    path: '/user/identities',
    codePath: '/user/identities',
    body: plain,
    said: 'The identity is connected: it signs you in from now on',
    back: { words: 'Back to Settings', to: () => paths.settings },
  },
  confirm: {
    path: '/session/confirm',
    codePath: '/session/confirm',
    body: wrapped,
    said: 'Confirmed: for the next minutes nothing more is asked',
    back: { words: 'Back to where you were', to: (errand) => errand?.next ?? paths.overview },
  },
  invitation: {
    path: '/invitations/accept',
    codePath: '/invitations/accept',
    body: (errand, proof) => ({ ...wrapped(errand, proof), token: errand?.token ?? '' }),
    back: { words: 'Back to the invitation', to: (errand) => `${paths.invitation}#token=${errand?.token ?? ''}` },
  },
}

export function OidcCallbackPage() {
  const { service } = useParams({ strict: false }) as { service?: string }
  const [query] = useState(takeQuery)
  const [errand] = useState(readErrand)
  const ending = endings[errand?.for ?? 'sign-in']
  const queries = useQueryClient()
  const navigate = useNavigate()
  const done = async (): Promise<void> => {
    queries.clear()
    forgetErrand()
    if (ending.said !== undefined) notify(ending.said)
    await navigate({ href: errand?.next ?? paths.overview })
  }
  const finish = useMutation({
    mutationFn: () => {
      const body = ending.body(errand, { query, ...(service !== undefined && { service }) })
      return errand?.for === 'connect' ? askConfirmed('POST', ending.path, { body }) : ask('POST', ending.path, { body })
    },
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
          <CodeStep fault={finish.error} errand={errand} ending={ending} done={done} />
        ) : (
          <>
            <ProblemNotice fault={finish.error} />
            <a href={ending.back.to(errand)} className={`${buttonClass()} w-full`}>
              {ending.back.words}
            </a>
          </>
        )}
      </section>
    </OpenFrame>
  )
}

interface CodeStepProps {
  readonly fault: unknown
  readonly errand: Errand | undefined
  readonly ending: Ending
  readonly done: () => Promise<void>
}

function CodeStep({ fault, errand, ending, done }: CodeStepProps) {
  const [code, setCode] = useState('')
  const form = useForm<object>({ method: 'POST', path: ending.codePath, fields: ['code'], done })
  const byPasskey = useForm<{ passkey: unknown }>({ method: 'POST', path: '/sign-in/passkey', done })
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => ending.body(errand, { code }))}>
      <FactorCode value={code} onValue={setCode} fault={form.fault ?? fault} />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button type="submit" weight="primary" size="large" busy={form.busy} disabled={code.trim() === ''} className="w-full">
        Continue
      </Button>
      {ending === endings['sign-in'] && (
        <PasskeyButton large onProof={(passkey) => byPasskey.send({ passkey })}>
          Sign in with a passkey
        </PasskeyButton>
      )}
      {byPasskey.problem !== undefined && <ProblemNotice fault={byPasskey.problem} />}
    </form>
  )
}
