// Where the money went: the first groups by spend and the rest as one, each a link to its requests.
import { Link } from '@tanstack/react-router'
import type { GroupRow } from '../../format/activity.ts'
import { exactUsd, percentOf, sumUsd } from '../../format/money.ts'
import { plural } from '../../format/number.ts'
import type { UsageSearch } from '../../format/usage-search.ts'
import { paths } from '../../paths.ts'
import { Card, CardHeader } from '../../ui/page.tsx'

const shownMax = 5

interface Props {
  readonly title: string
  readonly rows: readonly GroupRow[]
  readonly searchOf: (id: string) => UsageSearch
}

export function TopList({ title, rows, searchOf }: Props) {
  const all = sumUsd(rows.map((row) => row.usd))
  const rest = rows.slice(shownMax)
  return (
    <Card>
      <CardHeader title={title} note="by spend" />
      <ul className="px-2 pb-2">
        {rows.slice(0, shownMax).map((row) => (
          <li key={row.id}>
            <Link to={paths.usage} search={searchOf(row.id)} className="relative block rounded-md px-3 py-2 hover:bg-hover">
              <span className="flex items-baseline gap-3">
                <span className="min-w-0 grow truncate font-medium">{row.name}</span>
                <span className="figures text-xs whitespace-nowrap text-faint">{plural(row.requests, 'request')}</span>
                <span className="figures">{exactUsd(row.usd)}</span>
              </span>
              <span aria-hidden className="mt-1.5 block h-1 rounded-full bg-line">
                <span className="block h-1 rounded-full bg-accent" style={{ width: `${all === '0' ? 0 : percentOf(row.usd, all)}%` }} />
              </span>
            </Link>
          </li>
        ))}
        {rest.length > 0 && (
          <li className="flex px-3 py-2 text-quiet">
            <span className="grow">{rest.length} others</span>
            <span className="figures">{exactUsd(sumUsd(rest.map((row) => row.usd)))}</span>
          </li>
        )}
      </ul>
    </Card>
  )
}
