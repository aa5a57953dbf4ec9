// The place in a list of usage records where a page ended. Opaque to callers; knows no storage.
import type { UsageRecord } from '../contract/usage.ts'

export interface UsageCursor {
  readonly timeMs: number
  readonly id: string
}

export function cursorOf(last: Pick<UsageRecord, 'timeMs' | 'requestId'>): string {
  return `${last.timeMs.toString(36)}.${last.requestId}`
}

/** Undefined when the text is not one of ours. */
export function readCursor(text: string): UsageCursor | undefined {
  const match = /^([0-9a-z]{1,11})\.([0-9a-zA-Z_-]{1,64})$/.exec(text)
  if (match === null) return undefined
  const timeMs = Number.parseInt(match[1] as string, 36)
  return Number.isSafeInteger(timeMs) ? { timeMs, id: match[2] as string } : undefined
}
