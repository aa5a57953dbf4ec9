// Mutants that no test can tell from the original, each with its reason. Shrinks only: tools/mutations.test.ts holds the length.

export interface EquivalentMutant {
  readonly file: string
  /** The line as it stands, trimmed. */
  readonly source: string
  /** As tools/mutate.ts prints it. */
  readonly change: string
  readonly why: string
}

export const equivalentMutants: readonly EquivalentMutant[] = [
  {
    file: 'src/ledger/hold-rules.ts',
    source: 'return b < a ? b : a',
    change: '< becomes <=',
    why: 'both readings give the same value when the two sides are equal',
  },
  {
    file: 'src/ledger/hold-rules.ts',
    source: 'return least < 0n ? 0n : least',
    change: '< becomes <=',
    why: 'both readings give the same value when the two sides are equal',
  },
  {
    file: 'src/ledger/hold-rules.ts',
    source: 'return least < 0n ? 0n : least',
    change: '0n becomes 1n at column 18',
    why: 'amounts are whole: below 1 means 0 or less, and 0 gives 0 either way',
  },
  {
    file: 'src/ledger/recovered-record.ts',
    source: 'return chargeNano > amountNano ? amountNano : chargeNano',
    change: '> becomes >=',
    why: 'both readings give the same value when the two sides are equal',
  },
  {
    file: 'src/pricing/charge.ts',
    source: 'return tokens > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(tokens)',
    change: '> becomes >=',
    why: 'both readings give the same value when the two sides are equal',
  },
  {
    file: 'src/pricing/charge.ts',
    source: 'return rate !== undefined && rate > most ? rate : most',
    change: '> becomes >=',
    why: 'both readings give the same value when the two sides are equal',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'const ratio = Math.max(0, prompt.promptTokens - leastOverhead(prompt.messages)) / prompt.bytes',
    change: '0 becomes 1',
    why: 'one token in 4 096 bytes or more lies in the same first step of 1/256 as none',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'histogram.counts[index] = (histogram.counts[index] ?? 0) + 1',
    change: '0 becomes 1',
    why: 'the index is always inside the array: the fallback is for the compiler only',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'for (let at = 0; at < buckets; at++) {',
    change: '< becomes <=',
    why: 'a write beyond the end of a typed array does nothing, and what is read there counts as 0',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'const half = (histogram.counts[at] ?? 0) >>> 1',
    change: '0 becomes 1',
    why: 'the index is always inside the array: the fallback is for the compiler only',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'for (let index = 0; index < buckets; index++) {',
    change: '< becomes <=',
    why: 'the counts add up to the total, so that the loop returns before it gets there',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'left -= histogram.counts[index] ?? 0',
    change: '0 becomes 1',
    why: 'the index is always inside the array: the fallback is for the compiler only',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'return 1',
    change: '1 becomes 2',
    why: 'the counts add up to the total, so that the loop returns before this line',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'return 1',
    change: '1 becomes 0',
    why: 'the counts add up to the total, so that the loop returns before this line',
  },
  {
    file: 'src/pricing/learned-bound.ts',
    source: 'if (!oldest.done) map.delete(oldest.value)',
    change: '!oldest.done becomes true',
    why: 'a map above its limit has an oldest entry',
  },
  {
    file: 'src/limits/decide.ts',
    source: 'return Math.max(0, (limitOf(side, amount) ?? 0) - used)',
    change: '0 becomes 1 at column 48',
    why: 'only sides that have the limit are asked what remains: the fallback is for the compiler only',
  },
  {
    file: 'src/limits/open-limiter.ts',
    source: 'if (victim !== null) states.delete(victim)',
    change: 'victim !== null becomes true',
    why: 'no subject has the name null, so nothing is deleted',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'const entriesMax = 64',
    change: '64 becomes 65',
    why: 'the ring doubles from 4 and stops at 64 either way: 62 entries are the most there can be',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'head: 0,',
    change: '0 becomes 1',
    why: 'the first entry makes the ring grow, and growing sets the head',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'newestStartMs: 0,',
    change: '0 becomes 1',
    why: 'an empty window begins an entry whatever stands here',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'if (nowMs < window.latestMs) {',
    change: '< becomes <=',
    why: 'at the same instant nothing more can leave than left before',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'for (let index = 0; index < window.times.length; index++) window.times[index] = (window.times[index] as number) + byMs',
    change: '< becomes <=',
    why: 'a write beyond the end of a typed array does nothing',
  },
  {
    file: 'src/limits/rate-window.ts',
    source: 'for (let index = 0; index < window.size; index++) next[index] = ring[(window.head + index) % ring.length] as number',
    change: '< becomes <=',
    why: 'the one entry too many is set to 0 before it is used',
  },
]
