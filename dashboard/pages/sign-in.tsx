// Sign in, for who has no session: what this server is, how to get a link, and where the API lives for everybody else.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../api/client.ts'
import { type Credentials, CredentialsForm } from '../forms/credentials.tsx'
import { paths } from '../paths.ts'
import { Button } from '../ui/button.tsx'
import { CodeBlock } from '../ui/code-block.tsx'
import { CopyIcon } from '../ui/copy-button.tsx'
import { Field } from '../ui/field.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { ProblemNotice } from '../ui/states.tsx'
import { OpenFrame } from './open-frame.tsx'
import { baseUrl, curlLine } from './snippets.ts'

export function SignInPage() {
  return (
    <OpenFrame title="Sign in">
      <div className="grid w-full max-w-4xl gap-10 md:grid-cols-[1fr_1.35fr] md:gap-16">
        <section className="min-w-0">
          <Wordmark />
          <h1 className="mt-8 text-[1.625rem] leading-8 font-semibold tracking-[-0.02em]">Sign in</h1>
          <PasswordForm />
          <p className="mt-8 text-quiet">Not set up yet? The first start printed a link that works once.</p>
          <LinkForm />
        </section>
        <ForPrograms />
      </div>
    </OpenFrame>
  )
}

function PasswordForm() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signIn = useMutation({
    mutationFn: (given: Credentials) => ask('POST', '/sign-in', { body: given }),
    onSuccess: async () => {
      queries.clear()
      await navigate({ to: paths.overview })
    },
  })
  return (
    <div className="mt-6">
      {signIn.isError && (
        <div className="mb-4">
          <ProblemNotice fault={signIn.error} />
        </div>
      )}
      <CredentialsForm action="Sign in" busy={signIn.isPending} onGiven={(given) => signIn.mutate(given)} />
    </div>
  )
}

/** The token stands behind `#`, which no browser sends: the setup page reads it here. */
function LinkForm() {
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState<string>()
  const open = (): void => {
    const token = /nxr-setup-[0-9A-Za-z]+/.exec(typed)?.[0]
    if (token === undefined) setWrong('That is no setup link: it ends in #token=nxr-setup-…')
    else void navigate({ to: paths.setup, hash: `token=${token}` })
  }
  return (
    <form
      className="mt-6"
      onSubmit={(event) => {
        event.preventDefault()
        open()
      }}
    >
      <Field
        label="Setup link"
        placeholder="http://…/setup#token=…"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        wrong={wrong}
        hint="Open the link itself, or paste it here."
      />
      <Button type="submit" size="large" className="mt-4 w-full">
        Continue
      </Button>
      <p className="mt-6 text-quiet">No link at hand? Run this on the server. It makes a new one, valid for 15 minutes.</p>
      <div className="mt-2">
        <CodeBlock code="nexorouter setup-link" label="command" />
      </div>
    </form>
  )
}

function ForPrograms() {
  return (
    <section className="min-w-0 self-start rounded-2xl border border-line bg-surface p-6 shadow-card sm:p-8">
      <h2 className="text-base font-semibold">For programs, nothing to sign in to</h2>
      <p className="mt-1.5 text-quiet">Any OpenAI SDK works after three changes: key, base URL, model.</p>
      <p className="mt-6 mb-1.5 text-xs font-medium text-faint">Base URL</p>
      <p className="flex items-center gap-2 rounded-lg border border-line bg-sunken py-1.5 pr-1.5 pl-4">
        <code className="grow truncate font-mono text-xs">{baseUrl}</code>
        <CopyIcon text={baseUrl} label="Copy base URL" />
      </p>
      <p className="mt-5 mb-1.5 text-xs font-medium text-faint">First request</p>
      <CodeBlock code={curlLine()} label="first request" />
      <p className="mt-4 text-xs text-quiet">
        <code className="font-mono">nexo-demo</code> is a simulation that needs no vendor account.{' '}
        <code className="font-mono">GET /v1/models</code> lists what a key may call.
      </p>
    </section>
  )
}
