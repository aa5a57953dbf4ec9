// Whether there is room for the navigation beside a page: `lg` of the style sheet. What is not shown is not drawn either.
import { useSyncExternalStore } from 'react'

const query = '(min-width: 64rem)'

function subscribe(changed: () => void): () => void {
  const list = matchMedia(query)
  list.addEventListener('change', changed)
  return () => list.removeEventListener('change', changed)
}

export function isWide(): boolean {
  return matchMedia(query).matches
}

export function useWide(): boolean {
  return useSyncExternalStore(subscribe, isWide)
}
