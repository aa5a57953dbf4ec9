// A new password for somebody who forgot theirs: the address, then the code that was mailed or that the operator reads out.
import { useState } from 'react'
import type { EndedResetJson, StartedResetJson } from '../../src/contract/people-api.ts'
import { useForm } from '../forms/use-form.ts'
import { paths } from '../paths.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { Mark } from '../ui/logo.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'

export function ResetPasswordPage() {
  const [email, setEmail] = useState('')
  const [started, setStarted] = useState<StartedResetJson>()
  const [ended, setEnded] = useState(false)
  return (
    <OpenFrame title="New password">
      <section className="w-full max-w-sm">
        <Mark size={40} />
        {ended ? (
          <Ended />
        ) : started === undefined ? (
          <AskForm email={email} setEmail={setEmail} onStarted={setStarted} />
        ) : (
          <CodeForm email={email} started={started} onEnded={() => setEnded(true)} onAgain={() => setStarted(undefined)} />
        )}
      </section>
    </OpenFrame>
  )
}

const heading = 'mt-6 text-[1.375rem] font-semibold tracking-[-0.015em]'

interface AskFormProps {
  readonly email: string
  readonly setEmail: (email: string) => void
  readonly onStarted: (started: StartedResetJson) => void
}

function AskForm({ email, setEmail, onStarted }: AskFormProps) {
  const form = useForm<{ email: string }, StartedResetJson>({
    method: 'POST',
    path: '/password-resets',
    fields: ['email'],
    done: onStarted,
  })
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => ({ email }))}>
      <h1 className={heading}>Forgot your password?</h1>
      <p className="text-quiet">A code of six digits lets you set a new one, in this browser, within 10 minutes.</p>
      <Field
        label="E-mail"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        wrong={form.wrong('email')}
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button type="submit" weight="primary" size="large" busy={form.busy} disabled={email === ''} className="w-full">
        Get a code
      </Button>
      <ButtonLink to={paths.signIn} weight="ghost" className="w-full">
        Back to sign in
      </ButtonLink>
    </form>
  )
}

interface CodeFormProps {
  readonly email: string
  readonly started: StartedResetJson
  readonly onEnded: () => void
  readonly onAgain: () => void
}

function CodeForm({ email, started, onEnded, onAgain }: CodeFormProps) {
  const [typed, setTyped] = useState({ code: '', password: '' })
  const form = useForm<typeof typed, EndedResetJson>({
    method: 'POST',
    path: '/password-resets/complete',
    fields: ['code', 'password'],
    done: onEnded,
  })
  return (
    <form noValidate className="space-y-4" onSubmit={form.submit(() => typed)}>
      <h1 className={heading}>Type your code</h1>
      <WhoHasIt email={email} started={started} />
      <Field
        label="Code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        value={typed.code}
        onChange={(event) => setTyped({ ...typed, code: event.target.value })}
        wrong={form.wrong('code')}
      />
      <PasswordField
        label="New password"
        is="new"
        value={typed.password}
        onValue={(password) => setTyped({ ...typed, password })}
        wrong={form.wrong('password')}
      />
      {form.problem !== undefined && <ProblemNotice fault={form.problem} />}
      <Button
        type="submit"
        weight="primary"
        size="large"
        busy={form.busy}
        disabled={typed.code === '' || typed.password === ''}
        className="w-full"
      >
        Set the new password
      </Button>
      <Button weight="ghost" className="w-full" onClick={onAgain}>
        Ask for another code
      </Button>
    </form>
  )
}

/** The ID is of this browser alone: with it the operator makes a code that opens nothing anywhere else. */
function WhoHasIt({ email, started }: Pick<CodeFormProps, 'email' | 'started'>) {
  const id = (
    <code className="font-mono font-medium whitespace-nowrap text-ink" aria-label="Reset ID">
      {started.reset_id}
    </code>
  )
  if (started.sent_by === 'mail')
    return (
      <p className="text-quiet">
        If <strong className="font-medium text-ink">{email}</strong> has a user here, a code is on its way. Look into the spam folder too.
        Without mail, whoever runs this server has a code for you; tell them {id}.
      </p>
    )
  return (
    <>
      <p className="text-quiet">This server sends no mail. Ask whoever runs it for your code, and tell them {id}. They get it by</p>
      <CodeBlock code={`nexorouter users reset-code ${email} ${started.reset_id}`} label="command" />
    </>
  )
}

function Ended() {
  return (
    <>
      <h1 className={heading}>Your password is new</h1>
      <p className="mt-2 mb-6 text-quiet">Every browser was signed out. Sign in with it now.</p>
      <ButtonLink to={paths.signIn} weight="primary" size="large" className="w-full">
        Sign in
      </ButtonLink>
    </>
  )
}
