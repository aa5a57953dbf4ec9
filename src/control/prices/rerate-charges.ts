// Past charges under other prices: what would differ, and, when asked, the adjustment entries that make it so. Knows no HTTP.
import type { Model, Price } from '../../catalog/model.ts'
import { inForce } from '../../catalog/price-schedule.ts'
import type { PublishedPrice } from '../../catalog/price-store.ts'
import { ok, refuse, type Result } from '../../base/result.ts'
import { type AccountId, asId, type ModelId } from '../../contract/ids.ts'
import { formatUsd, type Nano } from '../../contract/money.ts'
import type { RerateInput, RerateJson, RerateRowJson } from '../../contract/prices-api.ts'
import { type Problem, problem } from '../../contract/problems.ts'
import type { UsageRecord } from '../../contract/usage.ts'
import { rerate, type Rerated } from '../../pricing/rerate.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome, refusal } from '../endpoint.ts'
import { readInstant } from '../read-instant.ts'

/** Records in one look at the store, and adjustments in one turn of the writer. */
const pageLength = 500

type Book = ReadonlyMap<ModelId, readonly PublishedPrice[]>

interface Question {
  readonly sinceMs: number
  readonly untilMs: number
  readonly model: ModelId | undefined
  /** What each model's charges are compared with; undefined: the model has no price now. */
  readonly against: (model: ModelId) => PublishedPrice | undefined
  readonly own: (record: UsageRecord) => PublishedPrice | undefined
  readonly input: RerateInput
  readonly actor: string
  readonly nowMs: number
}

interface Row {
  requests: number
  chargedNano: Nano
  reratedNano: Nano
  postedNano: Nano
  shortNano: Nano
}

interface Tally {
  readonly rows: Map<string, Row>
  readonly left: { not_charged: number; not_reproducible: number; no_price: number }
}

/** One charge that differs, and what has to move. */
interface Difference {
  readonly record: UsageRecord
  readonly row: Row
  /** What is still to be charged; below 0: to be given back. */
  readonly dueNano: Nano
  /** The number of this adjustment among those of its request. */
  readonly number: number
}

export async function rerateCharges({ input, principal }: ControlCall<RerateInput>, deps: ControlDeps): Promise<Outcome> {
  const question = await read(input, principal.actor, deps)
  if (!question.ok) return refusal(question.problem)
  const { sinceMs, untilMs } = question.value
  const accounts = (await deps.store.listAccounts()).map(({ accountId }) => accountId)
  const chosen = input.account_id === undefined ? accounts : accounts.filter((id) => id === input.account_id)
  if (chosen.length === 0) return refusal(problem('not_found', 'There is no such account.', { param: 'account_id' }))
  const tally: Tally = { rows: new Map(), left: { not_charged: 0, not_reproducible: 0, no_price: 0 } }
  for (const account of chosen) await rerateAccount(account, question.value, tally, deps)
  return answer({
    since: new Date(sinceMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    against: input.against,
    posted: input.post,
    data: [...tally.rows].map(([name, row]) => rowJson(name, row)),
    left: tally.left,
  } satisfies RerateJson)
}

async function read(input: RerateInput, actor: string, deps: ControlDeps): Promise<Result<Question, Problem>> {
  const nowMs = deps.clock.now()
  const sinceMs = readInstant(input.since)
  const untilMs = input.until === undefined ? nowMs : readInstant(input.until)
  for (const [param, instant] of [
    ['since', sinceMs],
    ['until', untilMs],
  ] as const) {
    const message = `\`${param}\` must be an ISO date or an instant with its offset, such as "2026-11-01".`
    if (instant === undefined) return refuse(problem('invalid_request', message, { param }))
  }
  if (input.post && input.note === '')
    return refuse(problem('invalid_request', 'Posting needs a `note`: why, for the ledger.', { param: 'note' }))
  const book = await deps.store.allPrices()
  const named = input.against === 'current' ? undefined : versionNamed(input.against, book)
  if (named === undefined && input.against !== 'current') {
    const message = '`against` must be "current" or a published version such as "gpt-5@3"; `nexorouter prices history <model>` lists them.'
    return refuse(problem('invalid_request', message, { param: 'against' }))
  }
  if (named !== undefined && input.model !== undefined && input.model !== named.model) {
    return refuse(problem('invalid_request', `${input.against} is a price of ${named.model}, not of ${input.model}.`, { param: 'model' }))
  }
  const model = named?.model ?? (input.model === undefined ? undefined : asId<ModelId>(input.model))
  const current = (id: ModelId): PublishedPrice | undefined => currentOf(deps.catalog().models.get(id), book.get(id) ?? [], nowMs)
  return ok({
    sinceMs: sinceMs as number,
    untilMs: untilMs as number,
    model,
    against: named === undefined ? current : () => named,
    own: (record) => (record.priceVersion === null ? undefined : versionNamed(record.priceVersion, book)),
    input,
    actor,
    nowMs,
  })
}

function versionNamed(version: string, book: Book): PublishedPrice | undefined {
  const model = asId<ModelId>(version.slice(0, version.lastIndexOf('@')))
  return book.get(model)?.find((published) => published.version === version)
}

/** A model that is gone is compared with its last price. */
function currentOf(model: Model | undefined, history: readonly PublishedPrice[], nowMs: number): PublishedPrice | undefined {
  if (model?.provenance === 'yaml') return history.find(({ version }) => version === model.priceVersion)
  return inForce(
    history.toSorted((a, b) => a.effectiveFromMs - b.effectiveFromMs),
    nowMs,
  )
}

async function rerateAccount(account: AccountId, question: Question, tally: Tally, deps: ControlDeps): Promise<void> {
  const { sinceMs: fromMs, untilMs, model } = question
  const filter = { fromMs, untilMs, ...(model !== undefined && { model }) }
  let after: string | undefined
  do {
    const page = await deps.store.listUsage(account, filter, pageLength, after)
    const differences = await compare(page.records, question, tally, deps)
    if (question.input.post) await Promise.all(differences.map((difference) => post(difference, question, deps)))
    after = page.next ?? undefined
  } while (after !== undefined)
}

async function compare(records: readonly UsageRecord[], question: Question, tally: Tally, deps: ControlDeps): Promise<Difference[]> {
  const priced = records.filter(({ priceVersion }) => priceVersion !== null)
  const adjusted = await deps.store.adjustmentsOf(priced.map(({ requestId }) => requestId))
  const differences: Difference[] = []
  for (const record of priced) {
    const before = adjusted.get(record.requestId) ?? { adjustments: 0, reversals: 0, returnedNano: 0n }
    const own = question.own(record)
    const against = own && question.against(own.model)
    const said = rated(record, before.reversals > 0, own?.price, against?.price)
    if (!said.ok) {
      tally.left[said.reason] += 1
      continue
    }
    const chargedNano = record.costNano - before.returnedNano
    const row = rowOf(tally, [record.accountId, own?.model, own?.version, against?.version].join('\n'))
    row.requests += 1
    row.chargedNano += chargedNano
    row.reratedNano += said.costNano
    const dueNano = said.costNano - chargedNano
    if (dueNano !== 0n) differences.push({ record, row, dueNano, number: before.adjustments + 1 })
  }
  return differences
}

/** A charge that was reversed was none, and no other price makes it one. */
function rated(record: UsageRecord, reversed: boolean, own: Price | undefined, against: Price | undefined): Rerated {
  if (reversed) return { ok: false, reason: 'not_charged' }
  return own === undefined || against === undefined ? { ok: false, reason: 'no_price' } : rerate(record, own, against)
}

function rowOf({ rows }: Tally, name: string): Row {
  const row = rows.get(name) ?? { requests: 0, chargedNano: 0n, reratedNano: 0n, postedNano: 0n, shortNano: 0n }
  rows.set(name, row)
  return row
}

/** The number in its reference makes a second call, at the same time or after a crash, find the first one's entry and post nothing. */
async function post({ record, row, dueNano, number }: Difference, { input, actor, nowMs }: Question, deps: ControlDeps): Promise<void> {
  const { requestId, accountId, keyId } = record
  const result = await deps.store.adjust({
    accountId,
    keyId,
    kind: 'adjustment',
    reference: `${requestId}:${number}`,
    amountNano: -dueNano,
    whenShort: 'available',
    note: `${input.note} (rerated from ${record.priceVersion ?? ''})`,
    actor,
    atMs: nowMs,
  })
  const postedNano = result.ok ? -result.amountNano : 0n
  row.postedNano += postedNano
  if (dueNano > postedNano) row.shortNano += dueNano - postedNano
}

function rowJson(name: string, row: Row): RerateRowJson {
  const [account_id = '', model = '', price_version = '', against_version = ''] = name.split('\n')
  return {
    account_id,
    model,
    price_version,
    against_version,
    requests: row.requests,
    charged_usd: formatUsd(row.chargedNano),
    rerated_usd: formatUsd(row.reratedNano),
    difference_usd: formatUsd(row.reratedNano - row.chargedNano),
    posted_usd: formatUsd(row.postedNano),
    short_usd: formatUsd(row.shortNano),
  }
}
