// Why a request failed and what its reader can do about it, from the one table of problems.
import { problems, type ProblemCode } from '../../../src/contract/problems.ts'
import type { UsageJson } from '../../../src/contract/usage.ts'

export function ErrorCause({ record }: { record: UsageJson }) {
  const code = record.error_code ?? ''
  const row = Object.hasOwn(problems, code) ? problems[code as ProblemCode] : undefined
  return (
    <section aria-label="Error" className="mb-7 rounded-lg border border-bad/30 bg-bad-soft px-4 py-3.5">
      <p className="flex items-baseline gap-2">
        <code className="font-mono text-sm font-semibold">{code}</code>
        {row !== undefined && <span className="text-xs text-quiet">HTTP {row.status}</span>}
      </p>
      {row !== undefined && (
        <dl className="mt-2 space-y-1.5">
          <div>
            <dt className="inline font-medium">Cause: </dt>
            <dd className="inline text-quiet">{row.when}.</dd>
          </div>
          <div>
            <dt className="inline font-medium">Fix: </dt>
            <dd className="inline text-quiet">{row.remedy}.</dd>
          </div>
        </dl>
      )}
    </section>
  )
}
