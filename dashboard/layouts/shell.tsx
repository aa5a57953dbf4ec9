// What stands around every page: navigation at the side, or behind a button on a phone, the palette and the shortcuts.
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { paths } from '../paths.ts'
import { IconButton } from '../ui/button.tsx'
import { later } from '../ui/later.ts'
import { Wordmark } from '../ui/logo.tsx'
import { isFrom, useWidth } from '../ui/use-width.ts'
import { useSession } from './use-session.ts'
import { useShortcuts } from './use-shortcuts.ts'

const sidebars = later(() => import('./sidebar.tsx'))
const palettes = later(() => import('./palette.tsx'))
const phoneNavs = later(() => import('./phone-nav.tsx'))

/** What stands around a page comes beside the page, not before it. */
export async function loadSurroundings(): Promise<void> {
  if (isFrom('lg')) await sidebars.load()
}

/** What a key or a tap brings up. */
export const onDemand = [palettes.load, async () => (isFrom('lg') ? undefined : phoneNavs.load())] as const

export function Shell() {
  const [palette, setPalette] = useState(false)
  const sidebar = sidebars.useWhen(useWidth()('lg'))
  const found = palettes.useWhen(palette)
  const search = (): void => setPalette(true)
  useShortcuts(search)
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_1fr]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-30 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to content
      </a>
      <div className="sticky top-0 hidden h-dvh border-r border-line lg:block">
        {sidebar !== undefined && <sidebar.Sidebar onSearch={search} />}
      </div>
      <PhoneBar onSearch={search} />
      <main id="content" tabIndex={-1} className="min-w-0 outline-none">
        <SuspendedNotice />
        <Outlet />
      </main>
      {found !== undefined && <found.Palette onClose={() => setPalette(false)} />}
    </div>
  )
}

/** On every page of the account: whoever wonders why nothing works must not have to look for it. */
function SuspendedNotice() {
  const account = useSession()?.account
  if (account?.suspended !== true) return null
  return (
    <p role="status" className="border-b border-bad/30 bg-bad-soft px-4 py-2.5 text-center sm:px-8">
      <span className="font-medium">“{account.name}” is suspended:</span> its keys are refused. Ask the operator of this server.
    </p>
  )
}

function PhoneBar({ onSearch }: { onSearch: () => void }) {
  const [open, setOpen] = useState(false)
  const [everOpen, setEverOpen] = useState(false)
  if (open && !everOpen) setEverOpen(true)
  const opened = phoneNavs.useWhen(everOpen)
  const { pathname } = useLocation()
  useEffect(() => setOpen(false), [pathname])
  return (
    <header className="sticky top-0 z-10 flex h-13 items-center justify-between border-b border-line bg-paper/90 px-4 backdrop-blur lg:hidden">
      <Link to={paths.overview} className="flex" aria-label="NexoRouter, to the overview">
        <Wordmark />
      </Link>
      <div className="flex gap-1">
        <IconButton label="Search" onClick={onSearch}>
          <Search size={17} />
        </IconButton>
        <IconButton label="Open navigation" aria-haspopup="dialog" aria-expanded={open} onClick={() => setOpen(true)}>
          <MenuIcon size={18} />
        </IconButton>
        {opened !== undefined && <opened.PhoneNav open={open} onClose={() => setOpen(false)} onSearch={onSearch} />}
      </div>
    </header>
  )
}
