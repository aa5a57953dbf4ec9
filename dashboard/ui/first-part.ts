// A long list in two steps: what fills a screen first, the rest at once after it. Between them the page is painted and answers.
import { useDeferredValue } from 'react'

/** More than a phone shows. */
const firstCount = 16

/** Who comes back or loads anew is taken to where they were, which may be further down. */
let wantsAll = performance.getEntriesByType('navigation').some((entry) => (entry as PerformanceNavigationTiming).type !== 'navigate')
addEventListener('popstate', () => {
  wantsAll = true
})

/** All of the list, except in the very first drawing of who shows it. */
export function useFirstPart<Item>(items: readonly Item[]): readonly Item[] {
  const all = useDeferredValue(true, wantsAll)
  return all ? items : items.slice(0, firstCount)
}
