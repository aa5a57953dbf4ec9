// Keeps the windows of keys and accounts, in bounded number. Knows no clock, no keys' meaning, no HTTP.
import { assert } from '../base/assert.ts'
import { findRefusal, reportOf, type Side, type SubjectState } from './decide.ts'
import type { Limiter, LimitSubject } from './limiter.ts'
import { advance, count, emptyAfter, emptyWindow } from './rate-window.ts'

export interface LimiterOptions {
  /** Keys and, apart from them, accounts remembered at once; each costs up to 2 KB while it is busy. */
  readonly subjectsMax: number
}

/** How many subjects one newcomer looks at for room. Enough to find an idle one nearly always, few enough to cost nothing. */
const lookedAtMax = 32

/** A limiter that has seen nothing. Everything is in this process: a restart forgets at most one minute. */
export function createLimiter({ subjectsMax }: LimiterOptions): Limiter {
  const keys = createBook(subjectsMax)
  const accounts = createBook(subjectsMax)

  return {
    admit(key, account, tokens, nowMs) {
      assert(Number.isFinite(tokens) && tokens >= 0, 'tokens to admit are a number from 0 on')
      // Whole numbers add up exactly; an estimate's fraction counts as one.
      const whole = Math.ceil(tokens)
      const keySide = keys.side(key, nowMs)
      const accountSide = accounts.side(account, nowMs)
      const refusal = findRefusal(keySide, accountSide, whole)
      if (refusal !== null) return { ...refusal, report: reportOf(keySide, accountSide) }
      enter(keySide.state, whole)
      enter(accountSide.state, whole)
      return { ok: true, report: reportOf(keySide, accountSide) }
    },
    release(keyId, accountId) {
      keys.leave(keyId)
      accounts.leave(accountId)
    },
    report: (key, account, nowMs) => reportOf(keys.glance(key, nowMs), accounts.glance(account, nowMs)),
  }
}

function enter(state: SubjectState, tokens: number): void {
  // The window's own time, which `advance` has just set or held.
  count(state.window, tokens, state.window.latestMs)
  state.inFlight += 1
}

interface Book {
  side(subject: LimitSubject, nowMs: number): Side
  /** Without making room for a subject that is unknown. */
  glance(subject: LimitSubject, nowMs: number): Side
  leave(id: string): void
}

function createBook(subjectsMax: number): Book {
  const states = new Map<string, SubjectState>()
  let hand = states.entries()

  const blank = (): SubjectState => ({ window: emptyWindow(), inFlight: 0 })
  const nextLooked = (): [string, SubjectState] | undefined => {
    let step = hand.next()
    if (step.done) {
      hand = states.entries()
      step = hand.next()
    }
    return step.done ? undefined : step.value
  }
  /**
   * Forgets an idle subject; if none of those looked at is idle, the one that would have been so soonest.
   * Those with requests in flight stay: their number is bounded by the sockets, and their place must come back.
   */
  const makeRoom = (nowMs: number): void => {
    let soonest = Number.POSITIVE_INFINITY
    let victim: string | null = null
    for (let looked = 0; looked < lookedAtMax && soonest > 0; looked++) {
      const entry = nextLooked()
      if (entry === undefined) return
      const [id, state] = entry
      if (state.inFlight > 0) continue
      advance(state.window, nowMs)
      const idleAfter = emptyAfter(state.window)
      if (idleAfter >= soonest) continue
      soonest = idleAfter
      victim = id
    }
    if (victim !== null) states.delete(victim)
  }

  return {
    side(subject, nowMs) {
      let state = states.get(subject.id)
      if (state === undefined) {
        if (states.size >= subjectsMax) makeRoom(nowMs)
        // After a time when all were in flight there are too many: the surplus leaves one by one.
        if (states.size >= subjectsMax) makeRoom(nowMs)
        state = blank()
        states.set(subject.id, state)
      }
      advance(state.window, nowMs)
      return { state, limits: subject.limits }
    },
    glance(subject, nowMs) {
      const state = states.get(subject.id) ?? blank()
      advance(state.window, nowMs)
      return { state, limits: subject.limits }
    },
    leave(id) {
      const state = states.get(id)
      if (state !== undefined && state.inFlight > 0) state.inFlight -= 1
    },
  }
}
