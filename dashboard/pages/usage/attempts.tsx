// The tries of one request at its providers, as bars on the time of the request.
import type { UsageJson } from '../../../src/contract/usage.ts'
import { duration } from '../../format/number.ts'
import { cx } from '../../ui/cx.ts'

const barTone: Readonly<Record<string, string>> = { answered: 'bg-good', failed: 'bg-bad', cancelled: 'bg-faint' }

export function Attempts({ record }: { record: UsageJson }) {
  if (record.attempts.length === 0)
    return <p className="text-quiet">The request was refused before any provider was asked, and cost nothing upstream.</p>
  const total = Math.max(record.latency_ms, ...record.attempts.map((one) => one.started_ms + one.duration_ms), 1)
  return (
    <ol className="space-y-3.5">
      {record.attempts.map((one) => (
        <li key={`${one.provider}-${one.started_ms}`}>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className="font-medium">{one.provider}</span>
            <span className="text-quiet [overflow-wrap:anywhere]">{one.upstream_model}</span>
            <span className="figures ml-auto text-xs text-quiet">{duration(one.duration_ms)}</span>
          </p>
          <div aria-hidden className="my-1.5 h-1.5 rounded-full bg-sunken">
            <div
              className={cx('h-1.5 rounded-full', barTone[one.result] ?? 'bg-faint')}
              style={{ marginLeft: `${(one.started_ms / total) * 100}%`, width: `max(4px, ${(one.duration_ms / total) * 100}%)` }}
            />
          </div>
          <p className="text-xs text-quiet">
            {one.result}
            {one.failure !== null && <code className="ml-1.5 font-mono text-bad">{one.failure}</code>}
            {one.status !== null && ` · HTTP ${one.status}`}
            {one.credential !== undefined && ` · credential ${one.credential}`}
            {` · began ${duration(one.started_ms)} after the request`}
          </p>
        </li>
      ))}
    </ol>
  )
}
