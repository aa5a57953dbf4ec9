// The races and what each of them claims: 200 requests at once for the money of 10. Knows no terminal.
import { formatUsd, type Nano } from '../../contract/money.ts'
import type { CreatedKeyJson } from '../../contract/control-api.ts'
import { callNano, type RaceHouse } from './race-house.ts'

/** What one round came to. */
export interface Round {
  readonly asked: number
  readonly admitted: number
  readonly refused: number
  readonly chargedNano: Nano
  readonly beforeNano: Nano
  readonly afterNano: Nano
  /** What was found wrong, as sentences. */
  readonly broken: readonly string[]
}

export interface Race {
  readonly name: string
  readonly claim: string
  readonly round: (house: RaceHouse) => Promise<Round>
}

const crowd = 200
const fits = 10
const money: Nano = BigInt(fits) * callNano
/** More than any race can spend. */
const plenty: Nano = 1_000n * callNano

export const races: readonly Race[] = [
  {
    name: 'balance',
    claim: `${crowd} requests of two keys at once, balance for exactly ${fits}, nobody answered before all have their verdict: exactly ${fits} run`,
    round: (house) => gated(house, { balanceNano: money, limit: async () => {} }),
  },
  {
    name: 'balance, no gate',
    claim:
      'the same crowd, answered as it comes, each answer of another length: what is charged is what the balance lost, and it stays at 0 or above',
    round: openRace,
  },
  {
    name: 'key budget',
    claim: `a rich account, a key whose budget is for exactly ${fits}: exactly ${fits} run`,
    round: (house) =>
      gated(house, { balanceNano: plenty, keys: 1, limit: (keys) => patch(house, keys[0], { budget_usd: formatUsd(money) }) }),
  },
  {
    name: 'daily member budget',
    claim: `a rich account, two keys of one member whose budget of today is for exactly ${fits}: exactly ${fits} run`,
    round: (house) => gated(house, { balanceNano: plenty, limit: (keys) => memberBudget(house, keys) }),
  },
  { name: 'budget edits', claim: 'a budget is raised and lowered while requests run: at no moment more than it allows', round: edits },
]

interface Key {
  readonly id: string
  readonly key: string
}

interface Gated {
  readonly balanceNano: Nano
  readonly keys?: number
  readonly limit: (keys: readonly Key[]) => Promise<unknown>
}

/** All at once, the upstream shut until each one is either refused or waits there. */
async function gated(house: RaceHouse, { balanceNano, keys: count = 2, limit }: Gated): Promise<Round> {
  await house.fill(balanceNano)
  const keys = await makeKeys(house, count)
  await limit(keys)
  const { balanceNano: beforeNano } = await house.money()
  const crowded = startCrowd(house, keys, { size: crowd, model: 'by-call' })
  await crowded.decided
  const shut = await house.money()
  const broken: string[] = []
  if (house.upstream.waiting() !== fits) broken.push(`${house.upstream.waiting()} requests stood before the provider, not ${fits}`)
  if (shut.heldNano !== money) broken.push(`$${formatUsd(shut.heldNano)} was held while they waited, not $${formatUsd(money)}`)
  house.upstream.open()
  const statuses = await crowded.statuses
  return endRound(house, keys, { statuses, beforeNano, broken, expected: fits })
}

async function openRace(house: RaceHouse): Promise<Round> {
  await house.fill(money)
  const keys = await makeKeys(house, 2)
  const { balanceNano: beforeNano } = await house.money()
  const statuses = await Promise.all(Array.from({ length: crowd }, (_, at) => house.chat((keys[at % 2] as Key).key, 'by-token')))
  return endRound(house, keys, { statuses, beforeNano, broken: [], expected: null })
}

/** 5 fit; while 100 ask, it becomes 10; 100 more ask; then it becomes 6, which is less than runs, and 100 more ask. */
async function edits(house: RaceHouse): Promise<Round> {
  await house.fill(plenty)
  const keys = await makeKeys(house, 1)
  const budget = (calls: bigint): Promise<unknown> => patch(house, keys[0], { budget_usd: formatUsd(calls * callNano) })
  await budget(5n)
  const { balanceNano: beforeNano } = await house.money()
  const broken: string[] = []
  const burst = async (least: number, most: number, what: string, edit?: () => Promise<unknown>): Promise<Promise<number[]>[]> => {
    const crowded = startCrowd(house, keys, { size: 100, model: 'by-call' })
    await Promise.all([crowded.decided, edit?.()])
    const running = house.upstream.waiting()
    if (running < least || running > most) broken.push(`${running} requests ran ${what}`)
    return [crowded.statuses]
  }
  const bursts = [
    ...(await burst(5, fits, 'while the budget was raised from 5 to 10', () => budget(10n))),
    ...(await burst(fits, fits, 'with a budget of 10')),
  ]
  await budget(6n)
  bursts.push(...(await burst(fits, fits, 'after the budget was lowered to 6')))
  house.upstream.open()
  const statuses = (await Promise.all(bursts)).flat()
  return endRound(house, keys, { statuses, beforeNano, broken, expected: fits })
}

interface Crowd {
  /** Each request was refused or waits at the upstream. */
  readonly decided: Promise<void>
  readonly statuses: Promise<number[]>
}

/** Shuts the gate and asks. Requests that already wait there stay. */
function startCrowd(house: RaceHouse, keys: readonly Key[], { size, model }: { size: number; model: 'by-call' }): Crowd {
  const { upstream } = house
  upstream.shut()
  const before = upstream.waiting()
  const decided = Promise.withResolvers<void>()
  let ended = 0
  const look = (): void => {
    if (ended + upstream.waiting() - before >= size) decided.resolve()
  }
  upstream.onArrival(look)
  const onStatus = (): void => {
    ended += 1
    look()
  }
  const statuses = Array.from({ length: size }, (_, at) => house.chat((keys[at % keys.length] as Key).key, model, onStatus))
  return { decided: decided.promise, statuses: Promise.all(statuses) }
}

interface Ended {
  readonly statuses: readonly number[]
  readonly beforeNano: Nano
  readonly broken: string[]
  /** How many had to be admitted; null: as many as the money was for. */
  readonly expected: number | null
}

async function endRound(house: RaceHouse, keys: readonly Key[], { statuses, beforeNano, broken, expected }: Ended): Promise<Round> {
  const chargedNano = await house.charged(keys.map(({ id }) => id))
  const { balanceNano: afterNano, heldNano } = await house.money()
  const admitted = statuses.filter((status) => status === 200).length
  const refused = statuses.filter((status) => status === 402).length
  const others = statuses.filter((status) => status !== 200 && status !== 402)
  if (others.length > 0) broken.push(`${others.length} requests ended otherwise, the first with status ${others[0]}`)
  if (expected !== null && admitted !== expected) broken.push(`${admitted} requests were admitted, not ${expected}`)
  if (expected !== null && chargedNano !== BigInt(expected) * callNano) broken.push(`$${formatUsd(chargedNano)} was charged`)
  if (chargedNano !== beforeNano - afterNano)
    broken.push(`$${formatUsd(chargedNano)} was charged, the balance lost $${formatUsd(beforeNano - afterNano)}`)
  if (chargedNano > beforeNano) broken.push(`$${formatUsd(chargedNano)} was charged of a balance of $${formatUsd(beforeNano)}`)
  if (afterNano < 0n || heldNano !== 0n) broken.push(`the balance ended at $${formatUsd(afterNano)} with $${formatUsd(heldNano)} held`)
  for (const { id } of keys) await house.control('DELETE', `/keys/${id}`)
  return { asked: statuses.length, admitted, refused, chargedNano, beforeNano, afterNano, broken }
}

async function makeKeys(house: RaceHouse, count: number): Promise<Key[]> {
  const made: Key[] = []
  while (made.length < count) made.push(await house.control<CreatedKeyJson>('POST', '/keys', { name: `race ${made.length + 1}` }))
  return made
}

function patch(house: RaceHouse, key: Key | undefined, body: object): Promise<unknown> {
  return house.control('PATCH', `/keys/${key?.id}`, body)
}

/** A member of this round only: named after its first key. */
async function memberBudget(house: RaceHouse, keys: readonly Key[]): Promise<void> {
  const member = `member-of-${keys[0]?.id}`
  await house.control('POST', '/budgets', { member_id: member, budget_usd: formatUsd(money), reset: 'daily' })
  for (const key of keys) await patch(house, key, { member_id: member })
}
