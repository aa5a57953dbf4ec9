// The commands of a run: plain values drawn from a seed, so that a run can be repeated, printed and shortened. Knows no store.
import type { Reset } from './model-budgets.ts'
import { weights } from './step-weights.ts'
import { createRandom, type Random } from './random.ts'

export const accounts = ['acct_ann', 'acct_bob'] as const
export const keyNames = ['key_a', 'key_b', 'key_c', 'key_d'] as const
/** Keys belong to one account for ever. */
export const accountOfKey = (key: string): string => (key === 'key_d' ? 'acct_bob' : 'acct_ann')
/** Of `acct_ann` and of `acct_bob`: the same name means nothing beyond its account. */
export const member = 'mo'
export const models = ['model_a', 'model_b'] as const
/** Nano-dollars per token: input and output. */
export const price = { input: 3, output: 7 } as const

/** Where a machine loses its power: with commands waiting, inside a commit (`cut` per mille of it reached the disk), or before the answers. */
export type CrashAt = 'waiting' | 'in_commit' | 'unacknowledged'

/** What keeps a store from writing: no room on the disk, or another program that holds the lock. */
export type Trouble = 'none' | 'full' | 'locked'

/** Whether the power goes again during recovery: once the new epoch is durable, or once the holds are ended and nobody was told. */
export type CrashAgain = 'no' | 'after_epoch' | 'after_ending'

export type Step =
  | { readonly do: 'deposit'; readonly account: string; readonly reference: number; readonly amount: number }
  | { readonly do: 'huge_deposit'; readonly account: string; readonly reference: number }
  | {
      readonly do: 'request'
      readonly request: number
      readonly key: string
      readonly promptTokens: number
      readonly fullTokens: number
      readonly leastTokens: number
      readonly short: 'least' | 'available'
      /** `model_a` when absent. */
      readonly model?: string
      /** It comes under this Idempotency-Key, with this body; none when absent. */
      readonly key_sent?: { readonly number: number; readonly body: number }
    }
  /** The upstream sends tokens to a request that runs. */
  | { readonly do: 'output'; readonly request: number; readonly tokens: number }
  | { readonly do: 'mark'; readonly request: number }
  | { readonly do: 'extend'; readonly request: number; readonly tokens: number }
  | {
      readonly do: 'finish'
      readonly request: number
      readonly how: 'ended' | 'aborted' | 'failed' | 'undelivered'
      readonly overrun: number
    }
  /** The charge of a request is taken back afterwards. */
  | { readonly do: 'reverse'; readonly request: number }
  /** A second settlement for the same request, for another sum. */
  | { readonly do: 'finish_again'; readonly request: number; readonly amount: number }
  /** A settlement for one nano-dollar more than is held. */
  | { readonly do: 'overcharge'; readonly request: number }
  /** A request with the ID of an earlier one. */
  | { readonly do: 'same_id'; readonly request: number; readonly amount: number }
  | {
      readonly do: 'junk'
      readonly what: 'negative_credit' | 'beyond_int64' | 'negative_extension' | 'least_above_full' | 'number_for_bigint'
    }
  | {
      readonly do: 'create_key'
      readonly key: string
      readonly budget: number | null
      readonly reset?: Reset
      readonly member?: string | null
    }
  | { readonly do: 'budget'; readonly key: string; readonly budget: number | null; readonly reset?: Reset }
  /** Budgets on models, all of a key's. */
  | { readonly do: 'model_budgets'; readonly key: string; readonly budgets: Readonly<Record<string, number>> }
  | { readonly do: 'owner'; readonly key: string; readonly member: string | null }
  /** A budget of an account or of its member; null: removed. */
  | {
      readonly do: 'shared_budget'
      readonly account: string
      readonly member: string | null
      readonly model: string | null
      readonly budget: number | null
      readonly reset: Reset
    }
  /** A correction of what a key was charged before. */
  | {
      readonly do: 'adjust'
      readonly key: string
      readonly reference: number
      readonly amount: number
      readonly short: 'refuse' | 'available'
    }
  | { readonly do: 'disable'; readonly key: string; readonly disabled: boolean }
  | { readonly do: 'expire'; readonly key: string; readonly afterMs: number | null }
  | { readonly do: 'delete_key'; readonly key: string }
  | { readonly do: 'clock'; readonly byMs: number }
  /** Sets the clock to so many milliseconds from the end of the day, of the week or of the month that it shows. */
  | { readonly do: 'boundary'; readonly of: Exclude<Reset, null>; readonly byMs: number }
  | { readonly do: 'commit'; readonly atMost: number }
  | { readonly do: 'deliver'; readonly atMost: number }
  | { readonly do: 'checkpoint' }
  | { readonly do: 'trouble'; readonly what: Trouble }
  | { readonly do: 'crash'; readonly at: CrashAt; readonly group: number; readonly cut: number; readonly again: CrashAgain }

export type Kind = Step['do']

const resets = ['daily', 'weekly', 'monthly'] as const

/** The same steps for the same seed. The first ones furnish the accounts, so that most of a run is not refusals. */
export function stepsOf(seed: number, count: number): Step[] {
  const random = createRandom(seed)
  const steps: Step[] = [
    { do: 'create_key', key: 'key_a', budget: random.pick([null, 3_000]), reset: random.pick(resets), member: random.pick([null, member]) },
    {
      do: 'create_key',
      key: 'key_b',
      budget: random.below(4_000),
      reset: random.pick([null, ...resets]),
      member: random.pick([null, member]),
    },
    { do: 'create_key', key: 'key_d', budget: null },
    { do: 'deposit', account: 'acct_ann', reference: 0, amount: 500 + random.below(6_000) },
    { do: 'commit', atMost: 4 },
    { do: 'deliver', atMost: 4 },
  ]
  let requests = 0
  while (steps.length < count) {
    const kind = random.weighted(weights)
    if (kind === 'request') requests += 1
    steps.push(stepOf(kind, random, requests))
    // Often the verdict comes at once, so that requests live long enough for everything that can happen to them.
    if (kind === 'request' && random.onceIn(2)) steps.push(...answered)
    if (kind === 'request' && random.onceIn(6)) {
      steps.push(...overBoundary(random, requests + 1))
      requests += 2
    }
  }
  return steps.slice(0, count)
}

const answered: readonly Step[] = [
  { do: 'commit', atMost: 8 },
  { do: 'deliver', atMost: 16 },
]

/** A request, sometimes a free one, runs on while its window ends and another one, of the same key as a rule, opens the next. */
function overBoundary(random: Random, request: number): Step[] {
  const free = { promptTokens: 0, fullTokens: 0, leastTokens: 0 }
  const first = { ...stepOf('request', random, request), ...(random.onceIn(4) && free) } as Step
  const second = { ...stepOf('request', random, request + 1), ...(random.onceIn(2) && 'key' in first && { key: first.key }) } as Step
  return [
    first,
    ...answered,
    { do: 'output', request, tokens: 1 + random.below(40) },
    { do: 'boundary', of: random.pick(['daily', 'daily', 'weekly', 'monthly']), byMs: random.pick([-1, 0, 40]) },
    second,
    ...answered,
    { do: 'extend', request: random.onceIn(4) ? request + 1 : request, tokens: random.below(120) },
    ...(random.onceIn(2) ? answered : []),
    { do: 'finish', request: random.onceIn(4) ? request + 1 : request, how: 'ended', overrun: 0 },
  ]
}

function stepOf(kind: Kind, random: Random, requests: number): Step {
  // Mostly one of the last few requests: older ones have ended as a rule.
  const request = Math.max(1, requests - (random.onceIn(5) ? random.below(20) : random.below(4)))
  const key = random.pick(random.onceIn(8) ? keyNames : keyNames.slice(0, 2))
  switch (kind) {
    case 'deposit':
      return { do: kind, account: random.pick(accounts), reference: random.below(8), amount: 1 + random.below(3_000) }
    case 'huge_deposit':
      return { do: kind, account: random.pick(accounts), reference: random.below(4) }
    case 'request': {
      const fullTokens = random.onceIn(10) ? 0 : random.below(300)
      const leastTokens = random.onceIn(3) ? fullTokens : random.below(fullTokens + 1)
      return {
        do: kind,
        request: requests,
        key,
        promptTokens: fullTokens === 0 && random.onceIn(2) ? 0 : random.below(60),
        fullTokens,
        leastTokens,
        short: random.pick(['least', 'available']),
        model: random.pick(models),
        // Few keys, mostly with the same body, so that requests meet under them.
        ...(random.onceIn(4) && { key_sent: { number: random.below(3), body: random.onceIn(5) ? 1 : 0 } }),
      }
    }
    case 'output':
      return { do: kind, request, tokens: 1 + random.below(90) }
    case 'mark':
      return { do: kind, request }
    case 'extend':
      return { do: kind, request, tokens: random.below(120) }
    case 'finish':
      return {
        do: kind,
        request,
        how: random.pick(['ended', 'ended', 'aborted', 'failed', 'undelivered']),
        overrun: random.onceIn(4) ? random.below(50) : 0,
      }
    case 'reverse':
      return { do: kind, request }
    case 'finish_again':
      return { do: kind, request, amount: random.below(500) }
    case 'overcharge':
      return { do: kind, request }
    case 'same_id':
      return { do: kind, request, amount: random.below(300) }
    case 'junk':
      return {
        do: kind,
        what: random.pick(['negative_credit', 'beyond_int64', 'negative_extension', 'least_above_full', 'number_for_bigint']),
      }
    case 'create_key':
      return {
        do: kind,
        key: random.pick(keyNames),
        budget: random.onceIn(2) ? null : random.below(3_000),
        reset: resetOf(random),
        member: random.pick([null, member]),
      }
    case 'budget':
      // Mostly raised or lowered; sometimes it resets at another time.
      return { do: kind, key, budget: random.onceIn(3) ? null : random.below(3_000), ...(random.onceIn(3) && { reset: resetOf(random) }) }
    case 'model_budgets':
      return {
        do: kind,
        key,
        budgets: Object.fromEntries(models.filter(() => random.onceIn(2)).map((model) => [model, random.below(2_000)])),
      }
    case 'owner':
      return { do: kind, key, member: random.pick([null, member]) }
    case 'shared_budget':
      return {
        do: kind,
        account: random.onceIn(6) ? 'acct_bob' : 'acct_ann',
        member: random.pick([null, member, member]),
        model: random.pick([null, null, ...models]),
        budget: random.onceIn(3) ? null : random.below(4_000),
        reset: resetOf(random),
      }
    case 'adjust':
      return {
        do: kind,
        key,
        reference: random.below(12),
        amount: (random.below(2) * 2 - 1) * (1 + random.below(400)),
        short: random.pick(['refuse', 'available']),
      }
    case 'disable':
      return { do: kind, key, disabled: random.onceIn(3) }
    case 'expire':
      return { do: kind, key, afterMs: random.onceIn(3) ? random.below(4_000) - 1_000 : null }
    case 'delete_key':
      return { do: kind, key: random.onceIn(4) ? random.pick(keyNames) : 'key_c' }
    case 'clock':
      // Mostly small; sometimes a day forward or back, as after a wrong time server.
      return { do: kind, byMs: random.onceIn(4) ? (random.below(2) * 2 - 1) * 86_400_000 : random.below(3_000) - 500 }
    case 'boundary':
      return { do: kind, of: random.pick(['daily', 'daily', 'weekly', 'monthly']), byMs: random.pick([-3, -2, -1, 0, 40, 3_600_000]) }
    case 'commit':
      return { do: kind, atMost: random.onceIn(3) ? 1 : 1 + random.below(16) }
    case 'deliver':
      return { do: kind, atMost: random.onceIn(3) ? 1 : 1 + random.below(16) }
    case 'checkpoint':
      return { do: kind }
    case 'trouble':
      return { do: kind, what: random.pick(['none', 'none', 'none', 'full', 'locked']) }
    case 'crash':
      return {
        do: kind,
        at: random.pick(['waiting', 'in_commit', 'in_commit', 'unacknowledged']),
        group: 1 + random.below(12),
        cut: random.below(1_000),
        again: random.pick(['no', 'no', 'after_epoch', 'after_ending']),
      }
  }
}

function resetOf(random: Random): Reset {
  return random.onceIn(3) ? null : random.pick(resets)
}
