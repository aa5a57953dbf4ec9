// Keeps a running stream inside its hold: asks for more before it is used up, and says when there is no more. Knows no client and no wire.
import type { Nano } from '../contract/money.ts'
import type { ExtendVerdict } from '../ledger/ledger-store.ts'
import { StoreUnavailable } from '../ledger/store-unavailable.ts'
import { inputBoundNano, sliceNano } from './admit.ts'
import { admissionOf } from './settle.ts'
import type { GatewayDeps } from './deps.ts'
import type { Meter } from './meter.ts'
import type { Story } from './story.ts'

export type Spending =
  /** Go on; more money may have been asked for meanwhile. */
  | 'within'
  /** What was delivered may be worth more than is held, and the verdict on more is still out: read no further until it is here. */
  | 'waiting'
  /** The hold is used up and nobody grants more. */
  | 'spent'
  /** The whole bound of the request is used up: the upstream ignores its cap. */
  | 'over_cap'

/** Why an answer was ended: the money, or the standing of the key or account, which grants no more. */
export type StoppedBy = 'insufficient_quota' | 'key_disabled' | 'key_expired' | 'key_deleted' | 'account_suspended'

export interface Slices {
  check(): Spending
  /** Once `check` says `spent`: why nobody grants more. */
  stoppedBy(): StoppedBy
  /** Before settling: tries to bring the hold up to what the answer is worth. Never rejects. */
  cover(worthNano: Nano): Promise<void>
}

/** A store that cannot write is asked ten times over about ten seconds: longer than a full queue or a rotated log lasts. */
const triesMax = 10
const triesEveryMs = 200

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A slice is extended when this share of it is used. */
const extendAtPercent = 70n

/** The words of `stopped_by`: every lack of money is one of them, as in the refusal of a request. */
function stopOf(reason: Extract<ExtendVerdict, { ok: false }>['reason']): StoppedBy {
  return reason === 'insufficient_balance' || reason === 'insufficient_budget' || reason === 'hold_closed' ? 'insufficient_quota' : reason
}

/** `changed` is called whenever a verdict arrived. */
export function watchSlices(story: Story, meter: Meter, deps: GatewayDeps, changed: () => void): Slices {
  const admission = admissionOf(story)
  const id = story.call.requestId
  let asking: Promise<void> | undefined
  let refused: StoppedBy | null = null
  let tries = 0

  let knownInputNano: Nano | undefined

  /** Asks for `addNano`, or for what is left when that does not fit. A store that cannot answer now is a refusal: the stream runs its hold down. */
  async function ask(addNano: Nano): Promise<void> {
    tries++
    try {
      const verdict = await deps.ledger.extend(id, addNano, deps.clock.now())
      tries = 0
      if (verdict.ok) {
        admission.amountNano = verdict.amountNano
        return
      }
      const rest = verdict.availableNano
      const funds = verdict.reason === 'insufficient_balance' || verdict.reason === 'insufficient_budget'
      const last = funds && rest > 0n && rest < addNano ? await deps.ledger.extend(id, rest, deps.clock.now()) : verdict
      if (last.ok) admission.amountNano = last.amountNano
      else refused = stopOf(last.reason)
    } catch (error) {
      // The store is away, the money is not: asked again until the patience is over.
      if (!(error instanceof StoreUnavailable) || tries === triesMax) refused = 'insufficient_quota'
      else await sleep(triesEveryMs * tries)
    }
  }

  function extendBy(addNano: Nano): void {
    asking = ask(addNano).finally(() => {
      asking = undefined
      changed()
    })
  }

  return {
    check() {
      const { amountNano, fullNano } = admission
      if (amountNano >= fullNano) return meter.leastNano() > amountNano ? 'over_cap' : 'within'
      const used = meter.estimateNano()
      if (asking !== undefined) return used >= amountNano ? 'waiting' : 'within'
      if (refused !== null) return used >= amountNano ? 'spent' : 'within'
      const inputNano = (knownInputNano ??= inputBoundNano(admission))
      const room = amountNano - inputNano
      if ((used - inputNano) * 100n < room * extendAtPercent) return 'within'
      // Enough for what has already arrived and one slice more.
      const wanted = used + sliceNano(admission, deps)
      const most = wanted > fullNano ? fullNano : wanted
      extendBy(most > amountNano ? most - amountNano : sliceNano(admission, deps))
      return used >= amountNano ? 'waiting' : 'within'
    },
    stoppedBy: () => refused ?? 'insufficient_quota',
    async cover(worthNano) {
      await asking
      const { amountNano, fullNano } = admission
      const wanted = worthNano > fullNano ? fullNano : worthNano
      if (refused === null && wanted > amountNano) await ask(wanted - amountNano)
    },
  }
}
