// The last requests that failed, each a link to its details.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CircleCheck } from 'lucide-react'
import { usageQuery } from '../../api/queries.ts'
import { paths } from '../../paths.ts'
import { Ago } from '../../ui/amount.tsx'
import { StatusDot } from '../../ui/badge.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'

export const lastErrorsQuery = (from: string) => usageQuery({ status: 'error', limit: 5, from })

export function LastErrors({ from }: { from: string }) {
  const failed = useQuery({ ...lastErrorsQuery(from), refetchInterval: 15_000 }).data?.data
  if (failed === undefined) return null
  return (
    <Card>
      <CardHeader title="Last errors" />
      {failed.length === 0 ? (
        <p className="flex items-center gap-2 px-5 pb-5 text-quiet">
          <CircleCheck size={15} className="text-good" aria-hidden /> No request failed in this time.
        </p>
      ) : (
        <ul className="px-2 pb-2">
          {failed.map((record) => (
            <li key={record.request_id}>
              <Link
                to={paths.usage}
                search={{ id: record.request_id, status: 'error', range: 'all' }}
                className="flex flex-wrap items-center gap-x-4 gap-y-0.5 rounded-md px-3 py-2 hover:bg-hover"
              >
                <span className="w-28">
                  <StatusDot status={record.status} />
                </span>
                <code className="font-mono text-xs">{record.error_code ?? '–'}</code>
                <span className="min-w-0 grow truncate text-quiet">{record.model ?? 'no model read'}</span>
                {record.count > 1 && <span className="figures text-xs text-quiet">×{record.count}</span>}
                <span className="text-xs text-faint">
                  <Ago at={record.time} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
