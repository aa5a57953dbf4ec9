// The first steps of a new account, each with its way there; gone when all are done or when somebody sends it away.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { keysQuery, usageQuery } from '../../api/queries.ts'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { cx } from '../../ui/cx.ts'
import { Card } from '../../ui/page.tsx'
import { curlLine } from '../snippets.ts'

const slot = 'nexorouter.getting-started'

interface Step {
  readonly title: string
  readonly done: boolean
  readonly body: ReactNode
}

export const firstAnswerQuery = usageQuery({ status: 'success', limit: 1 })

function useSteps(): readonly Step[] | undefined {
  const keys = useQuery(keysQuery).data
  // Nobody waits for what has happened.
  const refetchInterval = ({ state }: { state: { data?: { data: readonly unknown[] } | undefined } }) =>
    state.data?.data.length ? false : 5_000
  const answered = useQuery({ ...firstAnswerQuery, refetchInterval }).data
  if (keys === undefined || answered === undefined) return undefined
  return [
    {
      title: 'Get an API key',
      done: keys.length > 0,
      body: (
        <p>
          A key is what a program signs its requests with. <StepLink to={paths.keys}>Create one under API Keys</StepLink>
        </p>
      ),
    },
    {
      title: 'Make the first request',
      done: answered.data.length > 0,
      body: (
        <div className="space-y-2.5">
          <p>
            Put your key in the place of <code className="font-mono text-xs">$NEXOROUTER_API_KEY</code> and paste this into a terminal. This
            page notices.
          </p>
          <CodeBlock code={curlLine()} label="first request" />
        </div>
      ),
    },
    {
      title: 'Give a key a budget',
      done: keys.some((key) => key.budget_usd !== null),
      body: (
        <p>
          A key with a budget of its own can never spend more, whatever runs with it.{' '}
          <StepLink to={paths.keys}>Create a key with a budget</StepLink>
        </p>
      ),
    },
  ]
}

function StepLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="font-medium text-accent underline-offset-2 hover:underline">
      {children}
    </Link>
  )
}

export function GettingStarted() {
  const [hidden, setHidden] = useState(() => localStorage.getItem(slot) === 'done')
  const steps = useSteps()
  if (hidden || steps === undefined || steps.every((step) => step.done)) return null
  const next = steps.findIndex((step) => !step.done)
  const sendAway = (): void => {
    localStorage.setItem(slot, 'done')
    setHidden(true)
  }
  return (
    <Card>
      <header className="flex items-center justify-between px-5 pt-4 pb-1">
        <h2 className="text-sm font-semibold">Getting started</h2>
        <span className="flex items-center gap-2 text-xs text-faint">
          {steps.filter((step) => step.done).length} of {steps.length}
          <IconButton label="Do not show the first steps again" onClick={sendAway}>
            <X size={14} />
          </IconButton>
        </span>
      </header>
      <ol className="px-5 pb-4">
        {steps.map((step, index) => (
          <li key={step.title} className="flex gap-3.5 py-2">
            <StepMark done={step.done} number={index + 1} current={index === next} />
            <div className="min-w-0 grow">
              <p
                className={cx(
                  'leading-6',
                  step.done ? 'text-faint line-through decoration-edge' : index === next ? 'font-medium' : 'text-quiet',
                )}
              >
                {step.title}
                {step.done && <span className="sr-only"> (done)</span>}
              </p>
              {index === next && <div className="mt-1 text-quiet">{step.body}</div>}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  )
}

function StepMark({ done, number, current }: { done: boolean; number: number; current: boolean }) {
  return (
    <span
      aria-hidden
      className={cx(
        'figures flex size-6 shrink-0 items-center justify-center rounded-full border text-xs',
        done ? 'border-transparent bg-good-soft text-good' : current ? 'border-accent font-semibold text-accent' : 'border-edge text-faint',
      )}
    >
      {done ? <Check size={13} strokeWidth={2.5} /> : number}
    </span>
  )
}
