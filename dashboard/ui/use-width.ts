// How much room there is, in the steps of the style sheet. What is not shown is not drawn either: a phone would pay for both forms of a table.
import { useSyncExternalStore } from 'react'

/** The steps of the style sheet, narrowest first. */
const widths = { sm: '40rem', md: '48rem', lg: '64rem', xl: '80rem' } as const
export type WidthStep = keyof typeof widths
const steps = Object.keys(widths) as WidthStep[]
const lists = Object.values(widths).map((width) => matchMedia(`(min-width: ${width})`))

function subscribe(changed: () => void): () => void {
  for (const list of lists) list.addEventListener('change', changed)
  return () => {
    for (const list of lists) list.removeEventListener('change', changed)
  }
}

const reached = (): number => lists.filter(({ matches }) => matches).length

/** Whether the page is at least so wide. */
export function isFrom(step: WidthStep): boolean {
  return steps.indexOf(step) < reached()
}

/** The same as a function, for the page as it is now and whenever that changes. */
export function useWidth(): (step: WidthStep) => boolean {
  const now = useSyncExternalStore(subscribe, reached)
  return (step) => steps.indexOf(step) < now
}
