// Where the money went: the first groups by spend and the rest as one, each a link to its requests where those can be filtered by it.
import { Link } from '@tanstack/react-router'
import type { StatisticsGroupJson, StatisticsJson } from '../../../src/contract/usage-api.ts'
import { nameOf } from '../../charts/usage-bars.ts'
import { exactUsd, percentOf } from '../../format/money.ts'
import { plural } from '../../format/number.ts'
import type { UsageSearch } from '../../format/usage-search.ts'
import { paths } from '../../paths.ts'
import { Card, CardHeader } from '../../ui/page.tsx'

interface Props {
  readonly title: string
  readonly statistics: StatisticsJson
  readonly searchOf?: (group: string) => UsageSearch
}

export function TopList({ title, statistics, searchOf }: Props) {
  const { total, other } = statistics
  return (
    <Card>
      <CardHeader title={title} note="by spend" />
      <ul className="px-2 pb-2">
        {(statistics.data as readonly StatisticsGroupJson[]).map((row) => (
          <li key={row.group}>
            {searchOf === undefined || row.group === '' ? (
              <div className="px-3 py-2">
                <Row row={row} ofUsd={total.cost_usd} />
              </div>
            ) : (
              <Link to={paths.usage} search={searchOf(row.group)} className="block rounded-md px-3 py-2 hover:bg-hover">
                <Row row={row} ofUsd={total.cost_usd} />
              </Link>
            )}
          </li>
        ))}
        {other !== null && (
          <li className="flex gap-3 px-3 py-2 text-quiet">
            <span className="grow">All others</span>
            <span className="figures text-xs text-faint">{plural(other.requests, 'request')}</span>
            <span className="figures">{exactUsd(other.cost_usd)}</span>
          </li>
        )}
      </ul>
    </Card>
  )
}

function Row({ row, ofUsd }: { row: StatisticsGroupJson; ofUsd: string }) {
  return (
    <>
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 grow truncate font-medium">{nameOf(row)}</span>
        <span className="figures text-xs whitespace-nowrap text-faint">{plural(row.requests, 'request')}</span>
        <span className="figures">{exactUsd(row.cost_usd)}</span>
      </span>
      <span aria-hidden className="mt-1.5 block h-1 rounded-full bg-line">
        <span className="block h-1 rounded-full bg-accent" style={{ width: `${ofUsd === '0' ? 0 : percentOf(row.cost_usd, ofUsd)}%` }} />
      </span>
    </>
  )
}
