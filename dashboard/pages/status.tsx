// Status: the health of the gateway and its providers over 90 days, for anybody.
import { useQuery } from '@tanstack/react-query'
import type { HealthJson, HealthState } from '../../src/contract/public-api.ts'
import { publicStatusQuery } from '../api/queries.ts'
import { utcDay, utcFull } from '../format/time.ts'
import { heads } from '../heads.ts'
import { Dot, type Tone } from '../ui/badge.tsx'
import { cx } from '../ui/cx.ts'
import { Card, Page } from '../ui/page.tsx'
import { Loaded, Skeleton } from '../ui/states.tsx'

const words: Readonly<Record<HealthState, string>> = {
  operational: 'Operational',
  degraded: 'Degraded',
  down: 'Down',
  no_data: 'Nobody asked',
}
const tones: Readonly<Record<HealthState, Tone>> = { operational: 'good', degraded: 'warn', down: 'bad', no_data: 'plain' }
const fills: Readonly<Record<HealthState, string>> = { operational: 'bg-good', degraded: 'bg-warn', down: 'bg-bad', no_data: 'bg-line' }

export function StatusPage() {
  const query = useQuery(publicStatusQuery)
  return (
    <Page {...heads.status}>
      <Loaded query={query} skeleton={<Skeleton className="h-64 w-full rounded-xl" />}>
        {(status) => (
          <div className="space-y-4">
            <Health name="Gateway" note="requests that ended as they should" health={status.gateway} />
            {status.providers.map((provider) => (
              <Health key={provider.id} name={provider.name} note="provider" health={provider} />
            ))}
            <p className="text-xs text-faint">As of {utcFull(status.updated_at)}.</p>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Health({ name, note, health }: { name: string; note: string; health: HealthJson }) {
  const available = health.availability === null ? 'no data yet' : `${health.availability} % available`
  const worse = health.days.filter((day) => day.state === 'degraded' || day.state === 'down').length
  return (
    <Card className="px-5 py-4">
      <header className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 className="font-semibold">
          {name} <span className="ml-1 text-xs font-normal text-faint">{note}</span>
        </h2>
        <Dot tone={tones[health.state]}>{words[health.state]}</Dot>
      </header>
      <div
        role="img"
        aria-label={`${name}: ${available} over ${health.days.length} days, ${worse} of them with trouble`}
        className="flex h-8 gap-px sm:gap-[3px]"
      >
        {health.days.map((day) => (
          <span
            key={day.date}
            title={`${utcDay(day.date)}: ${words[day.state]}${day.availability === null ? '' : `, ${day.availability} %`}`}
            className={cx('min-w-0 flex-1 rounded-[2px] transition-opacity hover:opacity-60', fills[day.state])}
          />
        ))}
      </div>
      <p className="figures mt-2 flex justify-between text-xs text-faint">
        <span>{health.days.length} days ago</span>
        <span className="text-quiet">{available}</span>
        <span>today</span>
      </p>
    </Card>
  )
}
