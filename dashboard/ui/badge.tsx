// Small words with a colour. The colour never stands alone: the word says the same.
import type { ReactNode } from 'react'
import type { StatusClass } from '../../src/contract/problems.ts'
import { statusNames } from '../format/usage-search.ts'
import { cx } from './cx.ts'

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent'

const tones: Readonly<Record<Tone, string>> = {
  plain: 'bg-sunken text-quiet border-line',
  good: 'bg-good-soft text-good border-transparent',
  warn: 'bg-warn-soft text-warn border-transparent',
  bad: 'bg-bad-soft text-bad border-transparent',
  accent: 'bg-accent-soft text-accent border-transparent',
}

export function Badge({ tone = 'plain', children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span
      className={cx(
        'inline-flex items-center rounded-full border px-2 py-px text-xs font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

const dots: Readonly<Record<Tone, string>> = { plain: 'bg-faint', good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', accent: 'bg-accent' }

export function Dot({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span aria-hidden className={cx('size-1.5 shrink-0 rounded-full', dots[tone])} />
      {children}
    </span>
  )
}

const statusTones: Readonly<Record<StatusClass | 'error', Tone>> = {
  error: 'bad',
  success: 'good',
  user_error: 'warn',
  quota: 'warn',
  rate_limit: 'warn',
  upstream: 'bad',
  gateway: 'bad',
  cancelled: 'plain',
}

export function statusTone(status: StatusClass | 'error'): Tone {
  return statusTones[status]
}

export function StatusDot({ status }: { status: StatusClass }) {
  return <Dot tone={statusTones[status]}>{statusNames[status]}</Dot>
}
