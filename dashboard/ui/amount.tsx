// Amounts and instants in running text, with the exact value where the shown one is short.
import { exactUsd, quotaOfUsd, shortUsd } from '../format/money.ts'
import { fromNow, utcFull } from '../format/time.ts'
import { useNow } from './use-now.ts'

/** Every digit; quota in the title. */
export function Usd({ usd, className }: { usd: string; className?: string }) {
  return (
    <span className={className} title={`${quotaOfUsd(usd)} quota`}>
      {exactUsd(usd)}
    </span>
  )
}

export function ShortUsd({ usd, className }: { usd: string; className?: string }) {
  return (
    <span className={className} title={`${exactUsd(usd)} exactly = ${quotaOfUsd(usd)} quota`}>
      {shortUsd(usd)}
    </span>
  )
}

/** `3 minutes ago`, with the instant in UTC in its title. */
export function Ago({ at, never = 'Never' }: { at: string | null; never?: string }) {
  const now = useNow(30_000)
  if (at === null) return <span className="text-faint">{never}</span>
  return (
    <time dateTime={at} title={utcFull(at)} className="whitespace-nowrap">
      {fromNow(at, now)}
    </time>
  )
}
