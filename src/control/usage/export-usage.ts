// All usage records that pass the filters, as CSV or JSON, page by page while they are sent. Knows no HTTP.
import type { AccountId } from '../../contract/ids.ts'
import { problem } from '../../contract/problems.ts'
import { type UsageJson, usageJson } from '../../contract/usage.ts'
import type { UsageFilter } from '../../ledger/usage-store.ts'
import type { ControlDeps } from '../control-deps.ts'
import { type BodyStream, type ControlCall, type Outcome, refusal, streamed } from '../endpoint.ts'
import { noSlot } from '../stream-slots.ts'
import { filterQuery, readFilter } from './read-filter.ts'
import { csvLine } from './csv.ts'

export const exportQuery = ['format', ...filterQuery]

/** The columns of the CSV form: the fields of a usage record by name, attempts as their number. */
const columns: readonly (keyof UsageJson)[] = [
  'request_id',
  'time',
  'key_id',
  'key_name',
  'endpoint',
  'model',
  'provider',
  'status',
  'error_code',
  'prompt_tokens',
  'completion_tokens',
  'cached_tokens',
  'reasoning_tokens',
  'estimated',
  'cost_usd',
  'reversed_usd',
  'reversed_for',
  'adjusted_usd',
  'billed_usd',
  'quota',
  'price_version',
  'latency_ms',
  'ttft_ms',
  'stream',
  'finish_reason',
  'stopped_by',
  'client_address',
  'user',
  'count',
  'attempts',
]

interface Form {
  readonly contentType: string
  readonly head: string
  readonly row: (record: UsageJson, first: boolean) => string
  readonly foot: string
}

const forms: Readonly<Record<string, Form>> = {
  csv: {
    contentType: 'text/csv; charset=utf-8; header=present',
    head: csvLine(columns),
    row: (record) => csvLine(columns.map((name) => (name === 'attempts' ? record.attempts.length : (record[name] as string | number)))),
    foot: '',
  },
  json: {
    contentType: 'application/json',
    head: '[',
    row: (record, first) => `${first ? '\n' : ',\n'}${JSON.stringify(record)}`,
    foot: '\n]\n',
  },
}

/** Rows read at once: one page stays under a few milliseconds and a few hundred kilobytes. */
const pageRows = 500

export async function exportUsage({ principal, query }: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const format = query.get('format') ?? 'csv'
  const form = Object.hasOwn(forms, format) ? forms[format] : undefined
  if (form === undefined) return refusal(problem('invalid_request', '`format` must be csv or json.', { param: 'format' }))
  const filter = readFilter(query)
  if (!filter.ok) return refusal(filter.problem)
  const release = deps.usageStreams.exports.take(principal.accountId)
  if (release === undefined) return refusal(noSlot('exports'))
  const fileName = `nexorouter-usage-${new Date(deps.clock.now()).toISOString().slice(0, 10)}.${format}`
  const pages = pagesOf(deps.store, principal.accountId, filter.value)
  return streamed({ contentType: form.contentType, fileName, next: written(form, pages), close: release })
}

type NextPage = () => Promise<readonly UsageJson[] | null>

function pagesOf(store: ControlDeps['store'], account: AccountId, filter: UsageFilter): NextPage {
  let after: string | undefined
  let over = false
  return async () => {
    if (over) return null
    const page = await store.listUsage(account, filter, pageRows, after)
    over = page.next === null
    after = page.next ?? undefined
    return page.records.map(usageJson)
  }
}

function written(form: Form, pages: NextPage): BodyStream['next'] {
  let begun = false
  let rows = 0
  let ended = false
  return async () => {
    if (ended) return null
    const page = await pages()
    const lead = begun ? '' : form.head
    begun = true
    if (page === null) {
      ended = true
      return lead + form.foot
    }
    return lead + page.map((record) => form.row(record, rows++ === 0)).join('')
  }
}
