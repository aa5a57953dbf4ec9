// Numbers that look random and are the same for the same seed, on every machine. Nothing in a simulation may ask for others.

export interface Random {
  /** 0 <= n < limit, whole. */
  below(limit: number): number
  /** True once in `one in`. */
  onceIn(oneIn: number): boolean
  pick<T>(from: readonly T[]): T
  /** An entry of a table of [weight, value]. */
  weighted<T>(table: readonly (readonly [number, T])[]): T
}

/** Mulberry32: 32 bits of state are enough for a few thousand draws. */
export function createRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    onceIn: (oneIn) => below(oneIn) === 0,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    weighted(table) {
      let left = below(table.reduce((sum, [weight]) => sum + weight, 0))
      for (const [weight, value] of table) {
        left -= weight
        if (left < 0) return value
      }
      throw new Error('a table of weights is not empty')
    },
  }
}
