// The navigation: pages by group, the balance, and the menu of who is signed in.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import { Building2, ChevronsUpDown, Circle, LogIn, LogOut, Monitor, Moon, Search, Sun } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { ask } from '../api/client.ts'
import { serverAlertsQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { paths } from '../paths.ts'
import { ShortUsd } from '../ui/amount.tsx'
import { Badge } from '../ui/badge.tsx'
import { ButtonLink } from '../ui/button.tsx'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import { Wordmark } from '../ui/logo.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../ui/menu.tsx'
import { type Theme, useTheme } from '../ui/theme.ts'
import { notifyProblem } from '../ui/toast.tsx'
import { nav, type NavItem } from './nav.ts'
import { navIcons } from './nav-icons.ts'
import { modifierKey } from './use-shortcuts.ts'
import { useSession } from './use-session.ts'

export function Sidebar({ onSearch }: { onSearch: () => void }) {
  const session = useSession()
  const shown = (item: NavItem): boolean => item.needs === undefined || allows(session, item.needs)
  return (
    <header className="flex h-full flex-col gap-4 px-3 py-4">
      <Link to={paths.overview} className="mx-2 flex self-start" aria-label="NexoRouter, to the overview">
        <Wordmark />
      </Link>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 items-center gap-2.5 rounded-md border border-line bg-surface px-2.5 text-quiet transition-colors hover:border-edge hover:text-ink"
      >
        <Search size={14} aria-hidden />
        <span className="grow text-left">Search</span>
        <Kbd>{modifierKey} K</Kbd>
      </button>
      <nav
        aria-label="Pages"
        className="-mx-1 grow space-y-4 overflow-y-auto px-1 pb-3 [mask-image:linear-gradient(to_bottom,black_calc(100%-1.25rem),transparent)]"
      >
        {nav
          .map((group) => ({ ...group, items: group.items.filter(shown) }))
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <div key={group.name}>
              {group.name !== null && <h2 className="mb-1 px-2.5 text-xs font-medium text-faint">{group.name}</h2>}
              <ul className="space-y-px">
                {group.items.map((item) => (
                  <li key={item.to}>
                    <NavLink item={item} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
      </nav>
      {session === undefined ? <SignInLink /> : <AccountMenu />}
    </header>
  )
}

const linkClass = 'group flex h-7.5 items-center gap-2.5 rounded-md px-2.5 text-quiet transition-colors hover:bg-hover hover:text-ink'

function NavLink({ item }: { item: NavItem }) {
  const Icon = navIcons[item.to] ?? Circle
  const link = useRef<HTMLAnchorElement>(null)
  const { pathname } = useLocation()
  // On a low screen the page one is on may be further down the list than one sees.
  useEffect(() => {
    if (link.current?.getAttribute('aria-current') === 'page') link.current.scrollIntoView({ block: 'nearest' })
  }, [pathname])
  return (
    <Link
      ref={link}
      to={item.to}
      activeOptions={{ exact: item.to === paths.overview, includeSearch: false }}
      className={linkClass}
      activeProps={{ className: 'bg-hover !text-ink font-medium', 'aria-current': 'page' }}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden className="text-faint group-aria-[current=page]:text-accent" />
      <span className="grow">{item.label}</span>
      {item.to === paths.alerts && <OpenAlerts />}
    </Link>
  )
}

/** Only an operator has this link, so only he asks. */
function OpenAlerts() {
  const open = useQuery(serverAlertsQuery).data?.filter((alert) => alert.done_at === null).length ?? 0
  if (open === 0) return null
  return (
    <Badge tone="bad" className="figures">
      {open}
      <span className="sr-only"> open</span>
    </Badge>
  )
}

function SignInLink() {
  return (
    <ButtonLink to={paths.signIn} weight="primary" className="w-full">
      <LogIn size={15} aria-hidden /> Sign in
    </ButtonLink>
  )
}

const themes: readonly { readonly theme: Theme; readonly label: string; readonly icon: typeof Sun }[] = [
  { theme: 'system', label: 'System theme', icon: Monitor },
  { theme: 'light', label: 'Light theme', icon: Sun },
  { theme: 'dark', label: 'Dark theme', icon: Moon },
]

function AccountMenu() {
  const session = useSession()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [theme, chooseTheme] = useTheme()
  const turnTo = async (account_id: string): Promise<void> => {
    await ask('POST', '/session/account', { body: { account_id } })
    queries.clear()
    await navigate({ to: paths.overview })
  }
  const signOut = async (): Promise<void> => {
    await ask('DELETE', '/session')
    queries.clear()
    await navigate({ to: paths.signIn })
  }
  if (session === undefined) return null
  const { account } = session
  const others = session.accounts.filter((one) => one.id !== account.id)
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex items-center gap-2.5 rounded-lg border border-line bg-surface px-3 py-2 text-left transition-colors hover:border-edge"
        >
          <span className="min-w-0 grow">
            <span className="block truncate text-xs text-quiet">
              <span className="sr-only">Account </span>
              {account.name}
            </span>
            <ShortUsd usd={account.balance_usd} className="figures text-[0.9375rem] font-semibold" />
          </span>
          <ChevronsUpDown size={14} className="text-faint" aria-hidden />
        </button>
      }
    >
      {others.length > 0 && (
        <>
          <MenuHeading>Turn to another account</MenuHeading>
          {others.map((other) => (
            <MenuItem key={other.id} icon={<Building2 size={15} />} onClick={() => void turnTo(other.id).catch(notifyProblem)}>
              {other.name}
            </MenuItem>
          ))}
          <MenuLine />
        </>
      )}
      <MenuHeading>Theme</MenuHeading>
      {themes.map(({ theme: one, label, icon: Icon }) => (
        <MenuItem key={one} onClick={() => chooseTheme(one)} icon={<Icon size={15} className={cx(theme === one && 'text-accent')} />}>
          <span className="grow">{label}</span>
          {theme === one && <span className="text-xs text-faint">chosen</span>}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onClick={() => void signOut().catch(notifyProblem)} icon={<LogOut size={15} />}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
