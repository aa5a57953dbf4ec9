// What stands where content will be: while it loads, when there is none, and when it could not be had.
import type { UseQueryResult } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { problems } from '../../src/contract/problems.ts'
import { ApiProblem } from '../api/client.ts'
import { Button } from './button.tsx'
import { cx } from './cx.ts'

export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cx('block animate-pulse-soft rounded bg-line', className ?? 'h-4 w-24')} />
}

export function SkeletonRows({ rows = 6 }: { rows?: number }) {
  return (
    <div role="status" aria-label="Loading" className="divide-y divide-line">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex items-center gap-6 px-5 py-3.5">
          <Skeleton className="h-3.5 w-28" />
          <Skeleton className="h-3.5 w-40" />
          <Skeleton className="h-3.5 w-20" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  )
}

export function EmptyState({ icon, title, children, action }: { icon: ReactNode; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 flex size-11 items-center justify-center rounded-full border border-line bg-sunken text-quiet">{icon}</span>
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="mt-1.5 max-w-md text-quiet">{children}</div>
      {action !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** What went wrong, and what the reader can do about it. */
export function ProblemNotice({ fault, retry }: { fault: unknown; retry?: () => void }) {
  const api = fault instanceof ApiProblem ? fault : undefined
  const message = fault instanceof Error ? fault.message : 'Something unexpected happened.'
  const remedy = api === undefined || api.code === 'unreachable' ? undefined : problems[api.code]?.remedy
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-bad/30 bg-bad-soft px-4 py-3">
      <TriangleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 grow">
        <p className="font-medium text-ink">{message}</p>
        {api !== undefined && (
          <p className="mt-0.5 text-xs text-quiet">
            <code className="font-mono">{api.code}</code>
            {remedy !== undefined && `: ${remedy}.`}
            {api.requestId !== null && (
              <>
                {' '}
                Request ID <code className="font-mono select-all">{api.requestId}</code>
              </>
            )}
          </p>
        )}
      </div>
      {retry !== undefined && (
        <Button size="small" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}

/** Loading, failed or there: one way to say it on every page. */
export function Loaded<Value>(props: {
  readonly query: Pick<UseQueryResult<Value>, 'data' | 'isError' | 'error'> & { readonly refetch: () => unknown }
  readonly skeleton?: ReactNode
  readonly children: (value: Value) => ReactNode
}) {
  const { query, skeleton, children } = props
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <ProblemNotice fault={query.error} retry={() => void query.refetch()} />
  return skeleton ?? <SkeletonRows />
}
