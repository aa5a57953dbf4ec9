// One run: plays steps against a store in its machine and against the reference model, and says the first thing that is wrong.
import type { Ask } from './asks.ts'
import { type Books, differenceOf } from './books.ts'
import type { House, OpenHouse, Outcome } from './house.ts'
import { brokenInvariant, brokenPromise } from './invariants.ts'
import { type Model, openModel } from './model.ts'
import { askOf } from './ask-of.ts'
import { openRequests } from './requests.ts'
import { accounts, type Step, type Trouble } from './steps.ts'

export interface Failure {
  /** The number of the step after which it showed, from 0. */
  readonly at: number
  readonly says: string
}

export interface Tally {
  commits: number
  crashes: number
  recovered: number
  verdicts: number
  /** How often each kind of verdict came, as `reserve ok`: says what the runs reached. */
  readonly kinds: Map<string, number>
}

export function emptyTally(): Tally {
  return { commits: 0, crashes: 0, recovered: 0, verdicts: 0, kinds: new Map() }
}

/** 2027, in the middle of a second. */
const startMs = 1_800_000_000_500

/** null: nothing is wrong. The same steps always end the same way. */
export async function simulate(steps: readonly Step[], open: OpenHouse, tally?: Tally): Promise<Failure | null> {
  const house = open()
  const run = openRun(house, tally ?? emptyTally())
  let at = -1
  try {
    await run.furnish()
    for (const step of steps) {
      at += 1
      await run.play(step)
    }
    at = steps.length
    await run.finish()
    return null
  } catch (error) {
    if (error instanceof Wrong) return { at, says: error.message }
    return { at, says: `it broke: ${error instanceof Error ? error.message : String(error)}` }
  } finally {
    house.close()
  }
}

class Wrong extends Error {}

/** A door that is shut, or a disk that is full: nothing was changed. */
const unavailable = 'rejected: StoreUnavailable'

/** One command on its way: what the model expects is known once it is committed. */
interface Entry {
  readonly ask: Ask
  readonly life: number
  expected: string | null | undefined
}

function openRun(house: House, tally: Tally) {
  let model: Model = openModel()
  const requests = openRequests()
  let nowMs = startMs
  let life = 0
  /** Committed commands are taken off; the rest waits in the same order as in the house. */
  let waiting: Entry[] = []
  /** What the disk refused and the store tries again. */
  let refused: Entry[] = []
  let trouble: Trouble = 'none'
  let durable: Books | null = null
  const wrong: string[] = []

  function ask(one: Ask, then?: (verdict: string) => void): void {
    const before = house.queued()
    const entry: Entry = { ask: one, life, expected: undefined }
    const answer = house.ask(one)
    if (house.queued() > before) waiting.push(entry)
    else entry.expected = one.ask === 'junk' ? model.apply(one) : refused.length > 0 ? unavailable : 'an answer after a commit'
    void answer?.then((verdict) => {
      tally.verdicts += 1
      const kind = `${one.ask} ${verdict.replace(/^rejected: (\w+)$/, '$1').split(' ')[0]}`
      tally.kinds.set(kind, (tally.kinds.get(kind) ?? 0) + 1)
      if (entry.life !== life) wrong.push(`an answer came from before the crash: ${describe(one)} ${verdict}`)
      else if (entry.expected === undefined) wrong.push(`acknowledged before its commit: ${describe(one)} ${verdict}`)
      else if (entry.expected !== verdict) wrong.push(`${describe(one)}: expected "${entry.expected}", the store said "${verdict}"`)
      else then?.(verdict)
    })
  }

  /** Lets every answer that was delivered be heard, and says what was wrong about any. */
  async function settleDown(): Promise<void> {
    await new Promise(setImmediate)
    if (wrong.length > 0) throw new Wrong(wrong[0])
  }

  async function compare(expected: Books): Promise<void> {
    const books = await house.books()
    const problem = brokenInvariant(books, durable) ?? differenceOf(expected, books)
    if (problem !== null) throw new Wrong(problem)
    durable = books
  }

  async function commit(atMost: number): Promise<void> {
    const count = Math.min(atMost, house.queued())
    if (count === 0) return
    const outcomes = await house.commit(count)
    tally.commits += 1
    take(waiting.splice(0, count), outcomes)
    await compare(model.books())
  }

  /** What a disk in trouble refuses must have changed nothing; all else is as the model says. */
  function take(entries: readonly Entry[], outcomes: readonly Outcome[]): void {
    for (const [index, entry] of entries.entries()) {
      const outcome = outcomes[index]
      if (outcome !== 'done' && trouble === 'none')
        throw new Wrong(`${outcome} while nothing keeps the store from writing: ${describe(entry.ask)}`)
      const mustWait = entry.ask.ask === 'settle' || entry.ask.ask === 'record'
      if (outcome === 'unavailable' && mustWait) throw new Wrong(`given up instead of tried again: ${describe(entry.ask)}`)
      if (outcome === 'done') entry.expected = model.apply(entry.ask)
      else if (outcome === 'unavailable') entry.expected = unavailable
      else refused.push(entry)
    }
  }

  async function change(what: Trouble): Promise<void> {
    trouble = what
    house.trouble(what)
    const entries = refused
    refused = []
    take(entries, await house.retry())
    await compare(model.books())
  }

  async function deliver(atMost: number): Promise<void> {
    house.deliver(atMost)
    await settleDown()
  }

  /** The books after a commit that the crash hit are those of some number of its commands: all or none as a rule, never a command by halves. */
  async function crash(step: Extract<Step, { do: 'crash' }>): Promise<void> {
    const group = Math.min(step.group, house.queued())
    // A commit in trouble keeps some commands and not others; where it stopped is another question than this one.
    const at = trouble !== 'none' ? 'waiting' : step.at
    await house.crash({ at, group, cut: step.cut })
    tally.crashes += 1
    const hit = at === 'waiting' ? [] : waiting.slice(0, group)
    life += 1
    waiting = []
    refused = []
    trouble = 'none'
    requests.lose()
    const books = await house.books()
    const broken = brokenInvariant(books, durable)
    if (broken !== null) throw new Wrong(`after a crash: ${broken}`)
    model = survivor(model, at === 'unacknowledged' ? hit : [], at === 'in_commit' ? hit : [], books)
    if (step.again !== 'no') await house.breakRecovery(nowMs, step.again)
    if (step.again === 'after_ending') model.recover()
    await recover()
  }

  async function recover(): Promise<void> {
    const expected = model.recover()
    const report = await house.recover(nowMs)
    if (report !== expected) throw new Wrong(`recovery: expected "${expected}", the store reports "${report}"`)
    tally.recovered += 1
    await compare(model.books())
    const promise = brokenPromise(await house.books(), requests)
    if (promise !== null) throw new Wrong(promise)
    const found = await house.verify()
    if (found.length > 0) throw new Wrong(`the store's own check finds ${found[0]}`)
    for (const { account, id } of requests.all()) {
      const should = model.books().usage[id]
      const is = await house.usage(account, id)
      if (String(is) !== String(should === undefined ? undefined : [should[0], should[5]]))
        throw new Wrong(`the usage record of ${id} reads ${String(is)}`)
    }
  }

  return {
    async furnish(): Promise<void> {
      for (const account of accounts) ask({ ask: 'account', account })
      await commit(2)
      await deliver(2)
    },
    async play(step: Step): Promise<void> {
      nowMs += 1
      switch (step.do) {
        case 'commit':
          return commit(step.atMost)
        case 'deliver':
          return deliver(step.atMost)
        case 'crash':
          return crash(step)
        case 'checkpoint':
          return house.checkpoint()
        case 'trouble':
          return change(step.what)
        case 'clock':
          nowMs += step.byMs
          return
        case 'boundary':
          nowMs = boundaryOf(step.of, nowMs) + step.byMs
          return
        default:
          askOf(step, { ask, requests, nowMs })
          return settleDown()
      }
    },
    /** Everything is answered, then the machine restarts once more: every request has ended. */
    async finish(): Promise<void> {
      await change('none')
      while (house.queued() > 0 || house.undelivered() > 0) {
        await commit(8)
        await deliver(8)
      }
      await crash({ do: 'crash', at: 'waiting', group: 0, cut: 0, again: 'no' })
    },
  }
}

/** The next instant at which budgets of this kind reset. */
function boundaryOf(reset: Extract<Step, { do: 'boundary' }>['of'], nowMs: number): number {
  const now = new Date(nowMs)
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()]
  if (reset === 'monthly') return Date.UTC(year, month + 1, 1)
  return Date.UTC(year, month, day + (reset === 'daily' ? 1 : 7 - ((now.getUTCDay() + 6) % 7)))
}

/** The model after a crash: `kept` commands are durable for sure, of `hit` a whole number of them, from the front. */
function survivor(model: Model, kept: readonly Entry[], hit: readonly Entry[], books: Books): Model {
  for (const entry of kept) model.apply(entry.ask)
  let difference = differenceOf(model.books(), books)
  const trial = model.clone()
  for (const entry of hit) {
    if (difference === null) break
    trial.apply(entry.ask)
    if (differenceOf(trial.books(), books) === null) return trial
  }
  if (difference !== null) throw new Wrong(`after a crash: ${difference}`)
  return model
}

function describe(ask: Ask): string {
  return JSON.stringify(ask, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
}
