// A second try beside a slow first one: whoever begins to answer first is relayed, the other is called off and booked to the operator.
import type { Offer } from '../catalog/offer.ts'
import { attemptOnce, type Race, type TryOptions } from './attempt-once.ts'
import type { Route } from './choose-route.ts'
import { ClientWatch } from './client-watch.ts'
import type { GatewayDeps } from './deps.ts'
import type { Try } from './read-answer.ts'
import type { RetryBudget } from './retry-budget.ts'
import type { Story } from './story.ts'

/** Half a second is how long a first byte takes on a good day: hedging earlier would only double the cost. */
const hedgeAfterMsLeast = 500

/** The offer that would be asked beside the first, and after how long; null: nobody hedges. Streams only: a whole answer's time is its length. */
export function hedgeOf(story: Story, { offers, models }: Route, at: number, deps: GatewayDeps): { offer: Offer; afterMs: number } | null {
  const { model, request } = story
  if (model?.hedge !== true || request?.stream !== true || at !== 0) return null
  const offer = offers[at + 1]
  if (offer === undefined || (models !== undefined && models[at + 1] !== model)) return null
  const p95 = deps.speeds.beganP95(model.id)
  return p95 === null ? null : { offer, afterMs: Math.max(hedgeAfterMsLeast, p95) }
}

interface Hedging {
  readonly first: Offer
  readonly hedge: { readonly offer: Offer; readonly afterMs: number }
  readonly budget: RetryBudget
}

/** As attemptOnce; afterwards `story.offer` is the one whose try is returned, and `second` says whether that was the hedge. */
export async function attemptHedged(story: Story, { first, hedge, budget }: Hedging, options: TryOptions, deps: GatewayDeps): Promise<Try> {
  const races: readonly [Race, Race] = [
    { cancel: null, lost: false },
    { cancel: null, lost: false },
  ]
  const slow = Promise.withResolvers<'slow'>()
  const timer = setTimeout(() => slow.resolve('slow'), hedge.afterMs)
  const original = attemptOnce(story, first, { ...options, race: races[0] }, deps)
  const early = await Promise.race([original, slow.promise])
  clearTimeout(timer)
  if (early !== 'slow' || story.call.gone || !budget.take()) return original
  // A story of its own for what an attempt writes down; what both append to is shared.
  const beside: Story = { ...story, offer: hedge.offer }
  const left = options.withinMs - hedge.afterMs
  const second = attemptOnce(beside, hedge.offer, { withinMs: left, client: new ClientWatch(story.call), race: races[1] }, deps).finally(
    budget.giveBack,
  )
  const winner = await firstAnswer(original, second)
  const loser = winner === 0 ? 1 : 0
  const tried = await (winner === 0 ? original : second)
  if ('answer' in tried) {
    races[loser].lost = true
    races[loser].cancel?.()
    // No reason to lose the answer that is there.
    await (loser === 0 ? original : second).catch((error: unknown) => {
      deps.log.error({ request_id: story.call.requestId, error }, 'the try that lost a race failed by a mistake of ours')
    })
  }
  if (winner === 1) {
    story.offer = hedge.offer
    story.droppedParams = beside.droppedParams
    story.firstByteMs = beside.firstByteMs
  }
  // Written down as they ended; read as they began.
  story.attempts.sort((one, other) => one.startedMs - other.startedMs)
  const losses = [...(story.losses ?? []), ...(beside.losses ?? [])]
  if (losses.length > 0) story.losses = losses
  return tried
}

/** Which of them answers first; the first when neither does. */
async function firstAnswer(first: Promise<Try>, second: Promise<Try>): Promise<0 | 1> {
  const answers = async (one: Promise<Try>, index: 0 | 1): Promise<0 | 1> => {
    if ('answer' in (await one)) return index
    throw new Error('no answer')
  }
  return Promise.any([answers(first, 0), answers(second, 1)]).catch(() => 0 as const)
}
