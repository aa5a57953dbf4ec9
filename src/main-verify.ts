// Probes by schedule: starts a run when the last one is long enough ago. Knows no probe.
import type { Clock } from './base/clock.ts'
import type { Verifier } from './control/verification/verifier.ts'
import type { VerificationStore } from './catalog/verification-store.ts'
import type { Log } from './gateway/deps.ts'

const hourMs = 3_600_000
/** How often it looks whether a run is due; a restart must not put one off for ever. */
const lookEveryMs = 60_000

export interface Schedule {
  readonly verifier: Verifier
  readonly store: VerificationStore
  readonly clock: Clock
  readonly log: Log
  /** 0: never. */
  readonly intervalHours: number
}

/** True when a scheduled run is due: the last probe of any kind is an interval ago, or there was none. */
export function isDue(lastAtMs: number | null, nowMs: number, intervalHours: number): boolean {
  return intervalHours > 0 && (lastAtMs === null || nowMs - lastAtMs >= intervalHours * hourMs)
}

/** Stops with the returned function, after the probe that is under way. */
export function scheduleVerification({ verifier, store, clock, log, intervalHours }: Schedule): () => Promise<void> {
  const look = async (): Promise<void> => {
    try {
      const last = (await store.latestProbes()).reduce<number | null>((latest, { atMs }) => Math.max(latest ?? 0, atMs), null)
      if (!isDue(last, clock.now(), intervalHours)) return
      const started = verifier.start({})
      if (started.ok) log.info({ probes: started.probes }, 'the offers are verified, as scheduled')
    } catch (error) {
      log.warn({ error }, 'a scheduled verification could not be started; the next look tries again')
    }
  }
  const timer = intervalHours > 0 ? setInterval(() => void look(), lookEveryMs) : undefined
  timer?.unref()
  return async () => {
    clearInterval(timer)
    verifier.stop()
    await verifier.idle()
  }
}
