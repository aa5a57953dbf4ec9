// System: this server's version, its last start and what that recovered, and the money that is on hold now.
import { useQuery } from '@tanstack/react-query'
import type { StatusJson } from '../../../src/contract/control-api.ts'
import { statusQuery } from '../../api/queries.ts'
import { count, duration } from '../../format/number.ts'
import { utcFull } from '../../format/time.ts'
import { Ago, Usd } from '../../ui/amount.tsx'
import { Dot } from '../../ui/badge.tsx'
import { Card, CardHeader, Fact, Facts, Page } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'

export function SystemPage() {
  const query = useQuery(statusQuery)
  return (
    <Page title="System" lead="This server, as it is now. The page looks again every ten seconds.">
      <Loaded query={query}>{(status) => <SystemCards status={status} />}</Loaded>
    </Page>
  )
}

function SystemCards({ status }: { status: StatusJson }) {
  const { recovery } = status
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <Card>
        <CardHeader title="Server" />
        <Facts className="px-5 pb-5">
          <Fact name="Version">{status.version}</Fact>
          <Fact name="Started">
            {utcFull(status.started_at)} (<Ago at={status.started_at} />)
          </Fact>
          <Fact name="Admitting">
            {status.draining ? (
              <Dot tone="warn">Stopping: new requests are refused</Dot>
            ) : status.saturated ? (
              <Dot tone="bad">The store has more to write than it may queue</Dot>
            ) : (
              <Dot tone="good">Requests are admitted</Dot>
            )}
          </Fact>
          <Fact name="Accounts">{count(status.accounts)}</Fact>
          <Fact name="On hold">
            <Usd usd={status.held_usd} />
          </Fact>
        </Facts>
      </Card>
      <Card>
        <CardHeader title="Last recovery" note={`epoch ${count(status.epoch)}`} />
        <Facts className="px-5 pb-5">
          <Fact name="Settled">{count(recovery.settled)} requests that a crash had cut off</Fact>
          <Fact name="Released">{count(recovery.voided)} holds that nothing was sent for</Fact>
          <Fact name="Charged">
            <Usd usd={recovery.charged_usd} />
          </Fact>
          <Fact name="Took">{duration(recovery.duration_ms)}</Fact>
        </Facts>
      </Card>
    </div>
  )
}
