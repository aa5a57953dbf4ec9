// Runs that once found something, in the product or in the simulation itself, and corners that few seeds reach: as the short lists of
// steps they were cut down to, so that they stay what they are when the steps of a seed change.
import type { Step } from './steps.ts'

export interface PastRun {
  readonly why: string
  readonly steps: readonly Step[]
}

const furnished: readonly Step[] = [
  { do: 'create_key', key: 'key_a', budget: null },
  { do: 'deposit', account: 'acct_ann', reference: 0, amount: 6_032 },
]
const request = { do: 'request', request: 1, key: 'key_a', promptTokens: 25, fullTokens: 135, leastTokens: 43, short: 'least' } as const
const all: readonly Step[] = [
  { do: 'commit', atMost: 16 },
  { do: 'deliver', atMost: 16 },
]

export const pastRuns: readonly PastRun[] = [
  {
    why: 'all that ever came adds up to more than int64, no balance does, and the books still balance at the next start (seed 102122)',
    steps: [
      { do: 'create_key', key: 'key_d', budget: null },
      { do: 'huge_deposit', account: 'acct_bob', reference: 1 },
      { do: 'request', request: 9, key: 'key_d', promptTokens: 13, fullTokens: 228, leastTokens: 100, short: 'available' },
      ...all,
      { do: 'output', request: 9, tokens: 74 },
      { do: 'finish', request: 9, how: 'failed', overrun: 0 },
      { do: 'deposit', account: 'acct_bob', reference: 6, amount: 279 },
    ],
  },
  {
    why: 'an ID whose hold was refused comes again for nothing and is granted',
    steps: [
      { do: 'create_key', key: 'key_b', budget: 1_950 },
      { do: 'request', request: 11, key: 'key_d', promptTokens: 19, fullTokens: 117, leastTokens: 102, short: 'least' },
      { do: 'same_id', request: 11, amount: 297 },
    ],
  },
  {
    why: 'two watermarks of one request in one commit: the later one stands',
    steps: [
      ...furnished,
      request,
      ...all,
      { do: 'mark', request: 1 },
      { do: 'output', request: 1, tokens: 27 },
      { do: 'mark', request: 1 },
    ],
  },
  {
    why: 'a request that a locked file turned away comes again with the same ID and is settled',
    steps: [
      ...furnished,
      ...all,
      { do: 'trouble', what: 'locked' },
      request,
      ...all,
      { do: 'same_id', request: 1, amount: 250 },
      { do: 'finish_again', request: 1, amount: 132 },
    ],
  },
  {
    why: 'a group falls apart because one of it is refused, and the power goes between the commits of its neighbours',
    steps: [
      { do: 'create_key', key: 'key_b', budget: 1_188 },
      { do: 'deposit', account: 'acct_ann', reference: 0, amount: 2_827 },
      { do: 'request', request: 4, key: 'key_b', promptTokens: 26, fullTokens: 54, leastTokens: 54, short: 'available' },
      { do: 'request', request: 6, key: 'key_b', promptTokens: 4, fullTokens: 234, leastTokens: 83, short: 'available' },
      ...all,
      { do: 'output', request: 4, tokens: 53 },
      { do: 'create_key', key: 'key_b', budget: 2_817 },
      { do: 'mark', request: 4 },
      { do: 'finish', request: 6, how: 'ended', overrun: 0 },
      { do: 'crash', at: 'in_commit', group: 11, cut: 204, again: 'after_epoch' },
    ],
  },
  {
    why: 'the power goes inside the commit of a settlement, again after the new epoch, and again after the holds were ended',
    steps: [
      ...furnished,
      request,
      ...all,
      { do: 'output', request: 1, tokens: 90 },
      { do: 'mark', request: 1 },
      { do: 'commit', atMost: 1 },
      { do: 'finish', request: 1, how: 'ended', overrun: 3 },
      { do: 'crash', at: 'in_commit', group: 1, cut: 999, again: 'after_epoch' },
      { do: 'crash', at: 'unacknowledged', group: 1, cut: 0, again: 'after_ending' },
    ],
  },
  {
    why: 'a settlement waits for the lock while the key that pays for it is deleted and the clock goes back a day',
    steps: [
      ...furnished,
      request,
      ...all,
      { do: 'output', request: 1, tokens: 90 },
      { do: 'trouble', what: 'locked' },
      { do: 'finish', request: 1, how: 'ended', overrun: 0 },
      ...all,
      { do: 'clock', byMs: -86_400_000 },
      { do: 'trouble', what: 'none' },
      { do: 'delete_key', key: 'key_a' },
      ...all,
      { do: 'extend', request: 1, tokens: 5 },
      { do: 'finish_again', request: 1, amount: 1 },
    ],
  },
  {
    why: 'a budget of a member counts anew after the key of a running request went to nobody: that request is let go (seed 20395)',
    steps: [
      { do: 'create_key', key: 'key_a', budget: null, reset: 'monthly', member: 'mo' },
      { do: 'deposit', account: 'acct_ann', reference: 0, amount: 3_766 },
      request,
      { do: 'shared_budget', account: 'acct_ann', member: 'mo', model: null, budget: 424, reset: 'daily' },
      { do: 'owner', key: 'key_a', member: null },
      { do: 'shared_budget', account: 'acct_ann', member: 'mo', model: null, budget: 2_071, reset: null },
      ...all,
    ],
  },
  {
    why: 'of several budgets that refuse an extension the nearest is named, also after the writer read them anew (seed 21292)',
    steps: [
      { do: 'create_key', key: 'key_a', budget: 3_000, reset: 'daily', member: 'mo' },
      { do: 'deposit', account: 'acct_ann', reference: 0, amount: 4_684 },
      { do: 'model_budgets', key: 'key_a', budgets: { model_b: 1_239 } },
      { ...request, request: 2, promptTokens: 8, fullTokens: 0, leastTokens: 0 },
      { do: 'shared_budget', account: 'acct_ann', member: 'mo', model: null, budget: 2_184, reset: 'weekly' },
      { ...request, request: 3, promptTokens: 53, fullTokens: 139, leastTokens: 22, model: 'model_b' },
      ...all,
      { do: 'model_budgets', key: 'key_a', budgets: { model_b: 1_629 } },
      { do: 'extend', request: 2, tokens: 59 },
      { do: 'extend', request: 3, tokens: 96 },
      ...all,
    ],
  },
]
