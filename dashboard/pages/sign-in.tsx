// Sign in: who you are, or how to become somebody here; and where the API lives for everybody else.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { signInOptionsQuery } from '../api/queries.ts'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyIcon } from '../ui/copy-button.tsx'
import { asksForCode, FactorCode, withCode } from '../ui/factor-code.tsx'
import { Field } from '../ui/field.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { OidcButton } from '../ui/oidc-button.tsx'
import { PasskeyButton } from '../ui/passkey-button.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'
import { baseUrl, curlLine } from './snippets.ts'

export function SignInPage() {
  const options = useQuery(signInOptionsQuery).data
  return (
    <OpenFrame title="Sign in">
      <div className="grid w-full max-w-4xl gap-10 md:grid-cols-[1fr_1.35fr] md:gap-16">
        <section className="min-w-0">
          <Wordmark />
          <h1 className="mt-8 text-[1.625rem] leading-8 font-semibold tracking-[-0.02em]">Sign in</h1>
          {options?.setup_needed === true ? <SetupHint /> : <SignInForm signUp={options?.sign_up === true} />}
        </section>
        <ForPrograms />
      </div>
    </OpenFrame>
  )
}

function SetupHint() {
  return (
    <>
      <p className="mt-2 text-quiet">Nobody has an account here yet. The first start printed a setup link that makes you the owner.</p>
      <p className="mt-6 mb-2 text-quiet">No link at hand? Run this on the server. It makes a new one, valid for 15 minutes.</p>
      <CodeBlock code="nexorouter setup-link" label="command" />
    </>
  )
}

/** Only paths of this dashboard: an address from outside must not be able to send somebody elsewhere. */
function nextOf(search: unknown): string {
  const { next } = search as { next?: unknown }
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : paths.overview
}

/** To where one came from, as somebody new. */
function useArrival(): () => Promise<void> {
  const next = nextOf(useSearch({ strict: false }))
  const queries = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    queries.clear()
    await navigate({ href: next })
  }
}

const nothingTyped = { email: '', password: '', code: '' }

function SignInForm({ signUp }: { signUp: boolean }) {
  const [typed, setTyped] = useState(nothingTyped)
  const form = useForm<object>({ method: 'POST', path: '/sign-in', fields: ['code'], done: useArrival() })
  const startAgain = (): void => {
    setTyped({ ...nothingTyped, email: typed.email })
    form.clear()
  }
  const secondStep = asksForCode(form.fault, typed.code)
  return (
    <form noValidate className="mt-6 space-y-4" onSubmit={form.submit(() => withCode(typed))}>
      {secondStep ? (
        <>
          <p className="-mt-4 mb-6 text-quiet">One step more for {typed.email}.</p>
          <FactorCode value={typed.code} onValue={(code) => setTyped({ ...typed, code })} fault={form.fault} />
        </>
      ) : (
        <>
          <Field
            label="E-mail"
            type="email"
            autoComplete="username"
            value={typed.email}
            onChange={(event) => setTyped({ ...typed, email: event.target.value })}
          />
          <PasswordField label="Password" is="present" value={typed.password} onValue={(password) => setTyped({ ...typed, password })} />
        </>
      )}
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button type="submit" weight="primary" size="large" busy={form.busy} className="w-full">
        {secondStep ? 'Continue' : 'Sign in'}
      </Button>
      <PasskeySignIn />
      {!secondStep && <OidcSignIn />}
      {secondStep ? (
        <Button weight="ghost" className="w-full" onClick={startAgain}>
          Back
        </Button>
      ) : (
        <OtherWays signUp={signUp} />
      )}
    </form>
  )
}

function OidcSignIn() {
  const services = useQuery(signInOptionsQuery).data?.oidc ?? []
  const next = nextOf(useSearch({ strict: false }))
  return services.map(({ id, name }) => (
    <OidcButton key={id} service={id} errand={{ for: 'sign-in', next }}>
      Sign in with {name}
    </OidcButton>
  ))
}

function PasskeySignIn() {
  const form = useForm<{ passkey: unknown }>({ method: 'POST', path: '/sign-in/passkey', done: useArrival() })
  return (
    <>
      <PasskeyButton large onProof={(passkey) => form.send({ passkey })}>
        Sign in with a passkey
      </PasskeyButton>
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
    </>
  )
}

function OtherWays({ signUp }: { signUp: boolean }) {
  return (
    <>
      {signUp && (
        <ButtonLink to={paths.signUp} weight="ghost" className="w-full">
          Create an account
        </ButtonLink>
      )}
      <ButtonLink to={paths.resetPassword} weight="ghost" className="w-full">
        Forgot your password?
      </ButtonLink>
    </>
  )
}

function ForPrograms() {
  return (
    <section className="min-w-0 self-start rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
      <h2 className="text-base font-semibold">For programs</h2>
      <p className="mt-1.5 text-quiet">Any OpenAI SDK works after three changes: key, base URL, model.</p>
      <p className="mt-6 mb-1.5 text-xs font-medium text-faint">Base URL</p>
      <p className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-4">
        <code className="grow truncate font-mono text-xs">{baseUrl}</code>
        <CopyIcon text={baseUrl} label="Copy base URL" />
      </p>
      <p className="mt-5 mb-1.5 text-xs font-medium text-faint">First request</p>
      <CodeBlock code={curlLine()} label="first request" />
      <p className="mt-4 flex flex-wrap justify-between gap-2 text-xs text-quiet">
        <span>
          <code className="font-mono">nexo-demo</code> is a simulation that needs no vendor account.
        </span>
        <ButtonLink to={paths.docs} size="small">
          Read the docs
        </ButtonLink>
      </p>
    </section>
  )
}
