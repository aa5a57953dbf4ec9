// How much slower than this machine the simulated phone is, from the machine's benchmark index. Knows no browser.

/**
 * Lighthouse's constant of four is meant for a fast desk machine. Its documentation (docs/throttling.md, "Calibrating the CPU slowdown") has
 * the multiplier calibrated to the machine's `benchmarkIndex` by a calculator; these are that calculator's anchors, straight lines between them.
 * Source: github.com/patrickhulce/lighthouse-cpu-throttling-calculator, pages/index.js, which Lighthouse's own configuration for PageSpeed
 * Insights names (core/config/lr-mobile-config.js).
 */
const anchors = [
  { index: 150, slowdown: 1 },
  { index: 800, slowdown: 2 },
  { index: 1300, slowdown: 3 },
  { index: 1766, slowdown: 5 },
] as const

/** To the next tenth above, so that the phone is never quicker than the calculator's. Throws where the machine is slower than the phone. */
export function slowdownOf(benchmarkIndex: number): number {
  if (!(benchmarkIndex >= anchors[0].index)) {
    throw new Error(`A benchmark index of ${benchmarkIndex} is below ${anchors[0].index}: this machine is too slow to play a phone`)
  }
  const at = anchors.findIndex(({ index }) => benchmarkIndex < index)
  const after = at === -1 ? anchors.length - 1 : at
  const [low, high] = [anchors[after - 1], anchors[after]] as [(typeof anchors)[number], (typeof anchors)[number]]
  const exact = low.slowdown + ((benchmarkIndex - low.index) / (high.index - low.index)) * (high.slowdown - low.slowdown)
  return Math.ceil(Math.round(exact * 1e6) / 1e5) / 10
}

/** The one in the middle; of an even number the greater of the two. */
export function medianBy<Item>(items: readonly Item[], valueOf: (item: Item) => number): Item {
  if (items.length === 0) throw new Error('no median of nothing')
  return items.toSorted((a, b) => valueOf(a) - valueOf(b))[Math.floor(items.length / 2)] as Item
}
