// What a step of a run asks of the ledger: the gateway's part, honest about what it received and rude on purpose. Knows no store.
import { boundNano } from '../../src/pricing/charge.ts'
import type { Ask, Row } from './asks.ts'
import { type openRequests, picoPrice, type Request, worthOf } from './requests.ts'
import { accountOfKey, models, type Step } from './steps.ts'

export interface Desk {
  ask(one: Ask, then?: (verdict: string) => void): void
  readonly requests: ReturnType<typeof openRequests>
  readonly nowMs: number
}

export type Asking = Exclude<Step, { do: 'commit' | 'deliver' | 'crash' | 'checkpoint' | 'trouble' | 'clock' | 'boundary' }>

/** What a step asks of the ledger right now; nothing when its request is not in a state for it. */
export function askOf(step: Asking, { ask, requests, nowMs }: Desk): void {
  switch (step.do) {
    case 'deposit':
      return ask({ ask: 'credit', account: step.account, reference: `payment ${step.reference}`, amount: BigInt(step.amount) })
    case 'huge_deposit':
      return ask({ ask: 'credit', account: step.account, reference: `huge ${step.reference}`, amount: 2n ** 63n - 1n })
    case 'create_key':
      return ask({
        ask: 'createKey',
        account: accountOfKey(step.key),
        key: step.key,
        budget: nano(step.budget),
        reset: step.reset ?? null,
        member: step.member ?? null,
      })
    case 'budget': {
      const change = { budget: nano(step.budget), ...(step.reset !== undefined && { reset: step.reset }) }
      return ask({ ask: 'changeKey', account: accountOfKey(step.key), key: step.key, change })
    }
    case 'model_budgets': {
      const budgets = Object.entries(step.budgets).map(([model, amount]) => [model, BigInt(amount)] as const)
      const change = { models: Object.fromEntries(budgets) }
      return ask({ ask: 'changeKey', account: accountOfKey(step.key), key: step.key, change })
    }
    case 'owner':
      return ask({ ask: 'changeKey', account: accountOfKey(step.key), key: step.key, change: { member: step.member } })
    case 'shared_budget': {
      const of = { account: step.account, key: null, member: step.member, model: step.model }
      const { budget, reset } = step
      return ask(budget === null ? { ask: 'dropBudget', of } : { ask: 'setBudget', of, limit: BigInt(budget), reset })
    }
    case 'adjust': {
      const account = accountOfKey(step.key)
      const reference = `${account} ${step.reference}`
      return ask({ ask: 'adjust', account, key: step.key, reference, amount: BigInt(step.amount), short: step.short, atMs: nowMs })
    }
    case 'disable':
      return ask({ ask: 'changeKey', account: accountOfKey(step.key), key: step.key, change: { disabled: step.disabled } })
    case 'expire': {
      const expiresAtMs = step.afterMs === null ? null : nowMs + step.afterMs
      return ask({ ask: 'changeKey', account: accountOfKey(step.key), key: step.key, change: { expiresAtMs } })
    }
    case 'delete_key':
      return ask({ ask: 'deleteKey', account: accountOfKey(step.key), key: step.key })
    case 'junk':
      return ask({ ask: 'junk', of: junk(step.what) })
    case 'request':
      return request(step, { ask, requests, nowMs })
    default: {
      const found = requests.find(step.request)
      if (found !== undefined) during(step, found, { ask, requests, nowMs })
    }
  }
}

function request(step: Extract<Step, { do: 'request' }>, { ask, requests, nowMs }: Desk): void {
  const { key, promptTokens } = step
  const model = step.model ?? models[0]
  const sent = step.key_sent
  const under = sent === undefined ? null : `key ${sent.number}`
  const made = requests.add(step.request, { account: accountOfKey(key), key, model, promptTokens, timeMs: nowMs, under })
  if (made === undefined) return
  const full = boundNano(picoPrice, promptTokens, step.fullTokens)
  const least = boundNano(picoPrice, promptTokens, step.leastTokens)
  const words = { id: made.id, account: made.account, key, model, short: step.short, atMs: nowMs, promptTokens }
  const held = (verdict: string): void => {
    const granted = amountIn(verdict)
    if (granted !== null) {
      // The durable yes: only now may anything go upstream.
      Object.assign(made, { stage: 'running', amount: granted, dispatched: true })
      return
    }
    made.stage = 'refused'
    if (verdict.startsWith('rejected')) return
    ask({ ask: 'record', row: rowOf(made, { cost: 0n, hold: 0n, status: 'quota', errorCode: verdict.split(' ')[0] ?? '' }) })
  }
  if (under === null) return ask({ ask: 'reserve', ...words, full, least }, held)
  // Only the request that its key belongs to goes on; the others are told what came of it.
  ask({ ask: 'begin', key: under, body: `body ${sent?.body}`, id: made.id, atMs: nowMs }, (verdict) => {
    if (verdict === 'begun') ask({ ask: 'reserve', ...words, full, least }, held)
    else made.stage = 'refused'
  })
}

type During = Extract<Asking, { request: number }>

function during(step: Exclude<During, { do: 'request' }>, request: Request, { ask, nowMs }: Desk): void {
  const { id, promptTokens, amount, stage } = request
  switch (step.do) {
    case 'output':
      if (stage === 'running') request.delivered += step.tokens
      return
    case 'mark':
      if (stage === 'running') ask({ ask: 'mark', id, promptTokens, completionTokens: request.delivered, charge: worthOf(request) })
      return
    case 'extend':
      // Also for requests that have ended: a late extension must find the hold closed.
      if (stage === 'asked' || stage === 'gone') return
      return ask({ ask: 'extend', id, add: BigInt(step.tokens * 7), atMs: nowMs }, (verdict) => {
        const granted = amountIn(verdict)
        if (granted !== null && request.stage === 'running') request.amount = granted
      })
    case 'finish': {
      if (stage !== 'running') return
      request.stage = 'ending'
      const cost = step.how === 'failed' && request.delivered === 0 ? 0n : worthOf(request)
      const overrun = cost > 0n ? BigInt(step.overrun) : 0n
      const undelivered = step.how === 'undelivered'
      const kept = step.how === 'ended' ? `answer of ${id}` : null
      const row = rowOf(request, { cost, hold: amount, status: step.how === 'failed' ? 'upstream' : 'success', errorCode: null })
      return ask({ ask: 'settle', row: { ...row, providerCost: cost + overrun }, overrun, undelivered, ...underOf(request, kept) })
    }
    case 'reverse':
      // Also while it runs, when there is nothing to take back.
      if (stage !== 'asked' && stage !== 'refused') ask({ ask: 'reverse', account: request.account, id, atMs: nowMs })
      return
    case 'finish_again': {
      if (stage !== 'ending' && stage !== 'refused') return
      // What was refused has received nothing, so that even a hold that came later under its ID costs nothing.
      const cost = stage === 'ending' ? BigInt(step.amount) : 0n
      return ask({ ask: 'settle', row: rowOf(request, { cost, hold: cost, status: 'success', errorCode: null }), overrun: 0n })
    }
    case 'overcharge':
      // Only while no extension is on its way: the sum must be beyond what is held.
      if (stage === 'running')
        ask({
          ask: 'settle',
          row: rowOf(request, { cost: amount + 1_000_000n, hold: amount, status: 'success', errorCode: null }),
          overrun: 0n,
          ...underOf(request, 'an answer that was never charged'),
        })
      return
    case 'same_id':
      ask({
        ask: 'reserve',
        id,
        account: request.account,
        key: request.key,
        model: request.model,
        full: BigInt(step.amount),
        least: 0n,
        short: 'least',
        atMs: nowMs,
        promptTokens,
      })
  }
}

function underOf({ under }: Request, answer: string | null): Pick<Extract<Ask, { ask: 'settle' }>, 'under'> {
  return under === null ? {} : { under: { key: under, answer } }
}

function rowOf(request: Request, end: Pick<Row, 'cost' | 'hold' | 'status' | 'errorCode'>): Row {
  const { id, account, key, model, timeMs, promptTokens, delivered } = request
  return { id, account, key, model, timeMs, promptTokens, completionTokens: delivered, providerCost: null, ...end }
}

function amountIn(verdict: string): bigint | null {
  const match = /^ok (\d+) of/.exec(verdict)
  return match === null ? null : BigInt(match[1] as string)
}

function nano(budget: number | null): bigint | null {
  return budget === null ? null : BigInt(budget)
}

function junk(what: Extract<Step, { do: 'junk' }>['what']): Ask {
  const reserve = {
    ask: 'reserve',
    id: 'junk',
    account: 'acct_ann',
    key: 'key_a',
    model: 'model_a',
    short: 'least',
    atMs: 0,
    promptTokens: 1,
  } as const
  switch (what) {
    case 'negative_credit':
      return { ask: 'credit', account: 'acct_ann', reference: 'junk', amount: -1n }
    case 'beyond_int64':
      return { ask: 'credit', account: 'acct_ann', reference: 'junk', amount: 2n ** 63n }
    case 'negative_extension':
      return { ask: 'extend', id: 'junk', add: -1n, atMs: 0 }
    case 'least_above_full':
      return { ...reserve, full: 1n, least: 2n }
    case 'number_for_bigint':
      return { ...reserve, full: (2 ** 53) as unknown as bigint, least: Number.NaN as unknown as bigint }
  }
}
