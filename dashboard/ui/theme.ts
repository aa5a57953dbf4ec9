// Dark, light or the system's: the choice and where it is kept. public/assets/theme.js applies it before the first paint.
import { useState } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const slot = 'nexorouter.theme'

function chosenTheme(): Theme {
  const kept = localStorage.getItem(slot)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(slot)
    delete document.documentElement.dataset['theme']
  } else {
    localStorage.setItem(slot, theme)
    document.documentElement.dataset['theme'] = theme
  }
}

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosenTheme)
  const choose = (next: Theme): void => {
    chooseTheme(next)
    setTheme(next)
  }
  return [theme, choose]
}
