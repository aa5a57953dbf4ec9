// What stands around every page: navigation at the side, or behind a button on a phone, the palette and the shortcuts.
import { Dialog as Base } from '@base-ui/react/dialog'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Menu as MenuIcon, Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { paths } from '../paths.ts'
import { IconButton } from '../ui/button.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { Palette } from './palette.tsx'
import { Sidebar } from './sidebar.tsx'
import { useSession } from './use-session.ts'
import { useShortcuts } from './use-shortcuts.ts'

export function Shell() {
  const [palette, setPalette] = useState(false)
  useShortcuts(() => setPalette(true))
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_1fr]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-30 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        Skip to content
      </a>
      <div className="sticky top-0 hidden h-dvh border-r border-line lg:block">
        <Sidebar onSearch={() => setPalette(true)} />
      </div>
      <PhoneBar onSearch={() => setPalette(true)} />
      <main id="content" tabIndex={-1} className="min-w-0 outline-none">
        <SuspendedNotice />
        <Outlet />
      </main>
      <Palette open={palette} onClose={() => setPalette(false)} />
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
        <Base.Root open={open} onOpenChange={setOpen}>
          <Base.Trigger render={<IconButton label="Open navigation" />}>
            <MenuIcon size={18} />
          </Base.Trigger>
          <Base.Portal>
            <Base.Backdrop className="fades fixed inset-0 z-20 bg-shade" />
            <Base.Popup
              aria-label="Navigation"
              className="fades fixed inset-y-0 left-0 z-20 w-[17rem] bg-paper shadow-float outline-none data-[ending-style]:-translate-x-6 data-[starting-style]:-translate-x-6"
            >
              <Sidebar
                onSearch={() => {
                  setOpen(false)
                  onSearch()
                }}
              />
            </Base.Popup>
          </Base.Portal>
        </Base.Root>
      </div>
    </header>
  )
}
