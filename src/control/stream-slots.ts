// How many streamed answers (exports, live tails) may be open at once, in all and per account. Knows nothing of what they carry.
import { type Problem, problem } from '../contract/problems.ts'

export interface StreamSlots {
  /** Takes a place; undefined when none is free. Give it back once. */
  take(account: string): (() => void) | undefined
}

export function createStreamSlots({ total, perAccount }: { readonly total: number; readonly perAccount: number }): StreamSlots {
  const open = new Map<string, number>()
  let all = 0
  return {
    take(account) {
      const own = open.get(account) ?? 0
      if (all >= total || own >= perAccount) return undefined
      all += 1
      open.set(account, own + 1)
      let given = false
      return () => {
        if (given) return
        given = true
        all -= 1
        const left = (open.get(account) ?? 1) - 1
        if (left === 0) open.delete(account)
        else open.set(account, left)
      }
    },
  }
}

export function noSlot(what: string): Problem {
  return problem('concurrency_limit_exceeded', `Too many ${what} are open; close one, or try again in a moment.`, { retryAfterMs: 5_000 })
}
