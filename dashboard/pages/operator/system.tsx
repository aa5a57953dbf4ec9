// System: this server's version, its last start and what that recovered, how far its books were checked, and the money on hold now.
import { useQuery } from '@tanstack/react-query'
import type { StatusJson } from '../../../src/contract/control-api.ts'
import { accountsQuery, ledgerQuery, statusQuery } from '../../api/queries.ts'
import { count, duration, plural } from '../../format/number.ts'
import { utcFull } from '../../format/time.ts'
import { heads } from '../../heads.ts'
import { Ago, Usd } from '../../ui/amount.tsx'
import { Dot } from '../../ui/badge.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Card, CardHeader, Fact, Facts, Page } from '../../ui/page.tsx'
import { Loaded, Skeleton } from '../../ui/states.tsx'

export function SystemPage() {
  const query = useQuery(statusQuery)
  return (
    <Page {...heads.system}>
      <div className="space-y-6">
        <Loaded query={query}>{(status) => <SystemCards status={status} />}</Loaded>
        <BooksCard />
        <HoldsCard />
      </div>
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
          <Fact name="Version">
            {status.version} <span className="text-quiet">on Node {status.node_version.slice(1)}</span>
          </Fact>
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
          <Fact name="Memory">{count(Math.round(status.load.memory_bytes / 1_048_576))} MiB</Fact>
        </Facts>
      </Card>
      <LoadCard status={status} />
      <Card className="md:col-span-2">
        <CardHeader title="Last recovery" note={`epoch ${status.epoch}`} />
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

/** What runs and what waits: a queue that only grows is the first sign of a disk, a provider or a receiver in trouble. */
function LoadCard({ status }: { status: StatusJson }) {
  const { load } = status
  return (
    <Card>
      <CardHeader title="Running and waiting" />
      <Facts className="px-5 pb-5">
        <Fact name="Answers">
          {plural(load.answers_open, 'answer')} under way, {plural(load.streams_open, 'stream')} among them
        </Fact>
        <Fact name="Holds">
          {plural(load.holds_open, 'request')} hold <Usd usd={status.held_usd} />
        </Fact>
        <Fact name="Writer queue">
          {count(load.writer_queue)} of {count(load.writer_queue_max)} places
        </Fact>
        <Fact name="Settlements">
          {load.settlements_retrying === 0 ? (
            'all written'
          ) : (
            <Dot tone="bad">{plural(load.settlements_retrying, 'settlement')} refused by the disk so far</Dot>
          )}
        </Fact>
        <Fact name="Alert messages">{plural(status.deliveries_due, 'message')} due</Fact>
        <Fact name="Probes">{status.probes_waiting === 0 ? 'none under way' : `${plural(status.probes_waiting, 'probe')} to come`}</Fact>
      </Facts>
    </Card>
  )
}

function BooksCard() {
  const query = useQuery(ledgerQuery)
  return (
    <Card>
      <CardHeader title="Books" note="checked all the time, from the first entry on once a day" />
      <div className="px-5 pb-5">
        <Loaded query={query} skeleton={<Skeleton className="h-16 w-full" />}>
          {(ledger) => (
            <>
              <Facts>
                <Fact name="State">
                  {ledger.findings.length === 0 ? (
                    <Dot tone="good">Every entry so far fits</Dot>
                  ) : (
                    <Dot tone="bad">{plural(ledger.findings.length, 'finding')}: nothing is admitted</Dot>
                  )}
                </Fact>
                <Fact name="Checked">{plural(ledger.entries, 'entry', 'entries')}</Fact>
                <Fact name="Waiting">{plural(ledger.behind, 'entry', 'entries')} to be checked</Fact>
                <Fact name="Anchor">
                  <span className="inline-flex max-w-full items-center gap-1 font-mono text-xs">
                    <span className="truncate">{ledger.anchor}</span>
                    <CopyIcon text={ledger.anchor} label="Copy the anchor" />
                  </span>
                </Fact>
              </Facts>
              {ledger.findings.map((finding) => (
                <p key={`${finding.check} ${finding.subject}`} className="mt-3 rounded-lg border border-bad/30 bg-bad-soft px-4 py-2.5">
                  <span className="font-medium">{finding.check}</span> of {finding.subject}: {finding.says}
                </p>
              ))}
            </>
          )}
        </Loaded>
      </div>
    </Card>
  )
}

/** Accounts with money reserved at this moment. */
function HoldsCard() {
  const query = useQuery({ ...accountsQuery, refetchInterval: 10_000 })
  const holding = (query.data ?? []).filter(({ held_usd }) => held_usd !== '0')
  if (holding.length === 0) return null
  return (
    <Card className="overflow-hidden">
      <CardHeader title="On hold now" note="reserved for requests under way" />
      <ul className="divide-y divide-line border-t border-line">
        {holding.slice(0, 20).map((account) => (
          <li key={account.id} className="flex items-baseline gap-4 px-5 py-2.5">
            <span className="min-w-0 grow truncate">{account.name}</span>
            <span className="figures text-quiet">
              of <Usd usd={account.balance_usd} />
            </span>
            <Usd usd={account.held_usd} className="figures font-medium" />
          </li>
        ))}
      </ul>
    </Card>
  )
}
