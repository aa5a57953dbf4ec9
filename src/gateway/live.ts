// What the data plane remembers between requests: retries in flight, folded refusals, who left early, who guesses keys. Never money.
import { createRoster, type Roster, type Seated } from '../base/roster.ts'
import { nanoPerUsd } from '../contract/money.ts'
import type { GatewayDeps } from './deps.ts'
import { type Conversations, createConversations } from './conversations.ts'
import { createRefusals, type Refusals } from './refusals.ts'
import { createRetryBudget, type RetryBudget } from './retry-budget.ts'
import { createTally, type Tally } from './tally.ts'
import { type LargeBodies, openLargeBodies } from './large-bodies.ts'

/** A stream that runs now, and the way to cut it with an honest last word. */
export interface RunningStream extends Seated {
  readonly cut: () => void
}

export interface Live {
  readonly retries: RetryBudget
  readonly refusals: Refusals
  /** In nano-dollars. */
  readonly abandoned: Tally
  readonly authFailures: Tally
  readonly conversations: Conversations
  readonly largeBodies: LargeBodies
  readonly streams: Roster<RunningStream>
  /** Bytes of answers that are being collected for a later replay. */
  readonly collecting: { bytes: number }

  /** Writes what waits to be written. */
  close(): Promise<void>
}

/** Ten thousand subjects of each kind take about a megabyte. */
const subjectsMax = 10_000
/** Conversations take about 150 bytes each. */
const conversationsMax = 50_000
const conversationMs = 600_000
/** A folded refusal is in Usage Logs at most this long after its minute. */
const sweepEveryMs = 5_000

export function createLive(deps: GatewayDeps): Live {
  const { settings } = deps
  const write = (record: Parameters<typeof deps.ledger.record>[0]): Promise<void> =>
    deps.ledger
      .record(record)
      .catch((error: unknown) => deps.log.error({ request_id: record.requestId, error }, 'the usage record of a refusal was not written'))
  const refusals = createRefusals(write, settings.refusalsPerMinute, subjectsMax)
  const largeBodies = openLargeBodies()
  const sweeping = setInterval(() => refusals.sweep(deps.clock.now()), sweepEveryMs)
  sweeping.unref()
  return {
    retries: createRetryBudget(settings.retryShareMax),
    refusals,
    abandoned: createTally(BigInt(settings.abandonedUsdMax) * nanoPerUsd, 600_000, subjectsMax),
    authFailures: createTally(BigInt(settings.authFailuresPerMinute), 60_000, subjectsMax),
    conversations: createConversations(conversationsMax, conversationMs),
    largeBodies,
    streams: createRoster(),
    collecting: { bytes: 0 },

    async close() {
      clearInterval(sweeping)
      void refusals.flush()
      await largeBodies.close()
    },
  }
}
