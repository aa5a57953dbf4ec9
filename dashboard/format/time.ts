// Instants as people read them, in UTC and saying so. The present arrives as a number.

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (value: number): string => String(value).padStart(2, '0')

/** `26 Nov 2026`. */
export function utcDay(instant: string | number): string {
  const at = new Date(instant)
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`
}

/** `26 Nov 11:07:45`: for rows under a heading that says UTC. */
export function utcShort(instant: string | number): string {
  const at = new Date(instant)
  return `${two(at.getUTCDate())} ${months[at.getUTCMonth()]} ${utcClock(instant)}`
}

/** `11:07:45`. */
export function utcClock(instant: string | number): string {
  const at = new Date(instant)
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`
}

/** `26 Nov 2026, 11:07:45 UTC`. */
export function utcFull(instant: string | number): string {
  return `${utcDay(instant)}, ${utcClock(instant)} UTC`
}

const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const

/** `3 minutes ago`, `in 29 days`, `just now`. */
export function fromNow(instant: string | number, nowMs: number): string {
  const away = new Date(instant).getTime() - nowMs
  const step = steps.find(({ ms }) => Math.abs(away) >= ms)
  if (step === undefined) return away < 0 ? 'just now' : 'in a moment'
  const amount = Math.floor(Math.abs(away) / step.ms)
  const words = `${amount} ${step.unit}${amount === 1 ? '' : 's'}`
  return away < 0 ? `${words} ago` : `in ${words}`
}

/** `26 Nov 11:00 – 12:00 UTC`; whole days and more by the day alone. */
export function intervalWords(startMs: number, widthMs: number): string {
  const short = utcShort(startMs)
  if (widthMs === 86_400_000) return `${short.slice(0, 6)} UTC`
  if (widthMs > 86_400_000) return `${short.slice(0, 6)} – ${utcShort(startMs + widthMs).slice(0, 6)} UTC`
  const cut = widthMs < 60_000 ? undefined : -3
  return `${short.slice(0, cut)} – ${utcClock(startMs + widthMs).slice(0, cut)} UTC`
}
