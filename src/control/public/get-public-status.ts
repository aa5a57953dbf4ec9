// The health of the gateway and of each connected provider over 90 days, for anybody. Knows no HTTP.
import type { HealthDayJson, HealthJson, HealthState, PublicStatusJson } from '../../contract/public-api.ts'
import { dayMs, type HealthDay } from '../../ledger/usage-statistics.ts'
import type { ControlDeps } from '../control-deps.ts'
import { answer, type ControlCall, type Outcome } from '../endpoint.ts'

const daysShown = 90

/** Made at most once a minute, however many strangers ask. */
const keptMs = 60_000
const kept = new WeakMap<ControlDeps, { readonly untilMs: number; readonly status: Promise<PublicStatusJson> }>()

export async function getPublicStatus(_call: ControlCall<unknown>, deps: ControlDeps): Promise<Outcome> {
  const nowMs = deps.clock.now()
  const found = kept.get(deps)
  if (found !== undefined && found.untilMs > nowMs) return answer(await found.status)
  const status = makeStatus(deps, nowMs)
  kept.set(deps, { untilMs: nowMs + keptMs, status })
  // A failure is not kept for a minute.
  status.catch(() => kept.delete(deps))
  return answer(await status)
}

async function makeStatus(deps: ControlDeps, nowMs: number): Promise<PublicStatusJson> {
  const today = Math.floor(nowMs / dayMs) * dayMs
  const starts = Array.from({ length: daysShown }, (_, at) => today - (daysShown - 1 - at) * dayMs)
  const byProvider = Map.groupBy(await deps.store.healthDays(starts[0] as number), (day) => day.provider as string | null)
  return {
    time_zone: 'UTC',
    updated_at: new Date(nowMs).toISOString(),
    gateway: healthJson(byProvider.get(null) ?? [], starts),
    providers: deps.providers().map(({ id, name }) => ({ id, name, ...healthJson(byProvider.get(id) ?? [], starts) })),
  }
}

function healthJson(found: readonly HealthDay[], starts: readonly number[]): HealthJson {
  const byStart = new Map(found.map((day) => [day.startMs, day]))
  const days = starts.map((startMs): HealthDayJson => {
    const availability = shareOf(byStart.get(startMs))
    return { date: new Date(startMs).toISOString().slice(0, 10), state: stateOf(availability), availability }
  })
  const sum = (value: (day: HealthDay) => number): number => found.reduce((total, day) => total + value(day), 0)
  const whole = { tries: sum((day) => day.tries), failed: sum((day) => day.failed) }
  return { state: days.at(-1)?.state ?? 'no_data', availability: shareOf(whole), days }
}

/** Rounded down: 99.999 % is not 100 %. */
function shareOf(day: Pick<HealthDay, 'tries' | 'failed'> | undefined): number | null {
  if (day === undefined || day.tries === 0) return null
  return Math.floor(((day.tries - day.failed) / day.tries) * 10_000) / 100
}

function stateOf(availability: number | null): HealthState {
  if (availability === null) return 'no_data'
  if (availability >= 99) return 'operational'
  return availability >= 90 ? 'degraded' : 'down'
}
