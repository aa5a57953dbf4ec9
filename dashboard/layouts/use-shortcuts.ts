// The keyboard: Ctrl or Cmd with K opens the palette, `g` and a letter goes to a page. Never while somebody types.
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { nav } from './nav.ts'

export const modifierKey = /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl'

/** How long after `g` the letter may come. */
const secondKeyMs = 1_200

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

/** One that is fading out takes no keys any more. */
const openDialog = '[role=dialog][data-open]'

export function useShortcuts(openPalette: () => void): void {
  const navigate = useNavigate()
  // Beyond a new render of the page between the two keys.
  const until = useRef(0)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        openPalette()
        return
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector(openDialog)) return
      const item = nav.flatMap((group) => group.items).find((one) => one.key === event.key)
      if (item !== undefined && event.timeStamp < until.current) void navigate({ to: item.to })
      until.current = event.key === 'g' ? event.timeStamp + secondKeyMs : 0
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [navigate, openPalette])
}
