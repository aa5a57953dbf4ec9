// What must be true of any books at any moment, checked without the reference model: M1 to M6 and M9. Knows no store.
import type { Books, Movement } from './books.ts'
import type { Requests } from './requests.ts'
import { price } from './steps.ts'

/** The first invariant that the books break, as a sentence; null when all hold. `before`: the books that were durable earlier. */
export function brokenInvariant(books: Books, before: Books | null): string | null {
  for (const [id, [balance, held]] of Object.entries(books.accounts)) {
    const name = `customer:${id}`
    const entered = sum(books.entries.filter((one) => one[3] === name)) - sum(books.entries.filter((one) => one[2] === name))
    if (entered !== balance) return `M1: the entries of ${id} add up to ${entered}, its balance is ${balance}`
    if (balance - held < 0n) return `M3: ${id} has ${balance} and holds ${held}`
    if (books.holds === null) continue
    const open = Object.values(books.holds).reduce((total, hold) => total + (hold[0] === id ? hold[2] : 0n), 0n)
    if (open !== held) return `M2: the open holds of ${id} add up to ${open}, it holds ${held}`
  }
  return brokenKey(books, before) ?? brokenBudget(books, before) ?? brokenEntries(books, before) ?? brokenUsage(books)
}

/** M2 of keys, and M4: what a key has spent and holds never grows past its budget; a budget lowered below that stops growth altogether. */
function brokenKey(books: Books, before: Books | null): string | null {
  for (const [id, [spent, held, budget, , , reset]] of Object.entries(books.keys)) {
    const open =
      books.holds === null ? held : Object.values(books.holds).reduce((total, hold) => total + (hold[1] === id ? hold[2] : 0n), 0n)
    if (open !== held) return `M2: the open holds of ${id} add up to ${open}, it holds ${held}`
    const earlier = before?.keys[id]
    const used = earlier === undefined ? 0n : earlier[0] + earlier[1]
    if (reset !== null || (earlier !== undefined && (earlier[2] !== budget || earlier[5] !== reset))) continue
    if (budget !== null && spent + held > budget && spent + held > used) return `M4: ${id} uses ${spent + held} of a budget of ${budget}`
  }
  return null
}

/** M4 of the budgets that are kept per window: what the latest window has spent and holds never grows past the limit. */
function brokenBudget(books: Books, before: Books | null): string | null {
  for (const [subject, [limit, reset, start, spent, held]] of Object.entries(books.budgets)) {
    const used = (spent ?? 0n) + (held ?? 0n)
    const earlier = before?.budgets[subject]
    if (used <= limit || earlier === undefined || earlier[0] !== limit || earlier[1] !== reset) continue
    // It began to count anew in between: with all that runs, which may be more than it allows.
    if (earlier[2] === start && (spent ?? 0n) < (earlier[3] ?? 0n)) continue
    const usedBefore = earlier[2] === start ? (earlier[3] ?? 0n) + (earlier[4] ?? 0n) : 0n
    if (used > usedBefore) return `M4: ${subject} uses ${used} of ${limit} in the window from ${start}`
  }
  return null
}

function brokenEntries(books: Books, before: Books | null): string | null {
  const seen = new Set<string>()
  for (const [kind, reference, from, to, amount] of books.entries) {
    if (seen.has(`${kind} ${reference}`)) return `M6: ${kind} ${reference} was booked twice`
    seen.add(`${kind} ${reference}`)
    if (amount <= 0n || from === to) return `M9: ${kind} ${reference} moves ${amount} from ${from} to ${to}`
  }
  const texts = new Set(books.entries.map(String))
  const lost = before?.entries.find((one) => !texts.has(String(one)))
  return lost === undefined ? null : `M9: ${lost[0]} ${lost[1]} was durable and is gone or changed`
}

function brokenUsage(books: Books): string | null {
  const amounts = (kind: string) => new Map(books.entries.filter((one) => one[0] === kind).map((one) => [one[1], one[4]]))
  const charges = amounts('charge')
  const reversals = amounts('reversal')
  for (const [id, [cost, hold, , , , , , version, takenBack]] of Object.entries(books.usage)) {
    if (cost > hold) return `M5: ${id} was charged ${cost} of a hold of ${hold}`
    if (cost !== (charges.get(id) ?? 0n)) return `R1: ${id} is recorded with ${cost} and charged ${charges.get(id) ?? 0n}`
    if (takenBack > cost) return `${id} was charged ${cost} and got ${takenBack} back`
    if (takenBack !== (reversals.get(id) ?? 0n))
      return `${id} is recorded with ${takenBack} taken back, its reversal is ${reversals.get(id) ?? 0n}`
    if (cost > 0n && version === null) return `M8: ${id} was charged without a price`
    charges.delete(id)
    if (books.holds?.[id] !== undefined) return `R1: ${id} has a usage record and an open hold`
  }
  for (const id of charges.keys()) return `R1: ${id} was charged and has no usage record`
  return null
}

/** After recovery, with what the upstream saw and the gateway received as the witness: R1, R2, R3. */
export function brokenPromise(books: Books, requests: Requests): string | null {
  for (const { id, dispatched, delivered, promptTokens } of requests.all()) {
    const record = books.usage[id]
    if (dispatched && record === undefined) return `R1: ${id} reached the upstream and has no usage record`
    if (books.holds?.[id] !== undefined) return `R1: ${id} still holds after recovery`
    if (record === undefined) continue
    const worth = delivered === 0 ? 0n : BigInt(promptTokens * price.input + delivered * price.output)
    if (delivered === 0 && record[0] > 0n) return `R3: ${id} received nothing and was charged ${record[0]}`
    if (record[0] > worth) return `R2: ${id} received ${delivered} tokens worth ${worth} and was charged ${record[0]}`
  }
  return null
}

function sum(entries: readonly Movement[]): bigint {
  return entries.reduce((total, one) => total + one[4], 0n)
}
