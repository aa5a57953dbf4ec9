// The palette: type a page, a model, a key or a request ID, and be there.
import { Dialog as Base } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Boxes, Circle, CornerDownLeft, FileSearch, KeyRound, type LucideIcon, Search } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { keysQuery, modelsQuery } from '../api/queries.ts'
import { allows } from '../api/scope.ts'
import { paths } from '../paths.ts'
import { cx } from '../ui/cx.ts'
import { Kbd } from '../ui/kbd.tsx'
import { nav } from './nav.ts'
import { navIcons } from './nav-icons.ts'
import { useSession } from './use-session.ts'

interface Entry {
  readonly label: string
  readonly kind: string
  readonly href: string
  readonly icon: LucideIcon
  readonly key?: string | undefined
}

const requestId = /^[0-9a-f]{8}-[0-9a-f-]{20,30}$/i
const shownMax = 12

function useEntries(open: boolean, typed: string): readonly Entry[] {
  const session = useSession()
  const enabled = open && session !== undefined
  const models = useQuery({ ...modelsQuery, enabled }).data ?? []
  const keys = useQuery({ ...keysQuery, enabled }).data ?? []
  const pages = nav.flatMap((group) => group.items).filter((item) => item.needs === undefined || allows(session, item.needs))
  const all: Entry[] = [
    ...pages.map((item) => ({ label: item.label, kind: 'Page', href: item.to, icon: navIcons[item.to] ?? Circle, key: item.key })),
    ...models.map((model) => ({ label: model.id, kind: 'Model', href: paths.modelOf(model.id), icon: Boxes })),
    ...keys.map((key) => ({
      label: key.name,
      kind: 'Requests of key',
      href: paths.usageOf({ key_id: key.id, range: '30d' }),
      icon: KeyRound,
    })),
  ]
  const wanted = typed.trim().toLowerCase()
  const direct = requestId.test(wanted) ? [{ label: wanted, kind: 'Request', href: paths.requestOf(wanted), icon: FileSearch }] : []
  return [...direct, ...all.filter((entry) => `${entry.label} ${entry.kind}`.toLowerCase().includes(wanted))].slice(0, shownMax)
}

/** Mounted while it is open. */
export function Palette({ onClose }: { onClose: () => void }) {
  return (
    <Base.Root open onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fades fixed inset-0 z-20 bg-shade" />
        <Base.Popup
          aria-label="Search"
          className="fades fixed top-[12vh] left-1/2 z-20 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-xl bg-raised shadow-float outline-none"
        >
          <PaletteBody onClose={onClose} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const entries = useEntries(true, typed)
  const navigate = useNavigate()
  const listId = useId()
  useEffect(() => setAt(0), [typed])
  const go = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    onClose()
    void navigate({ href: entry.href })
  }
  const press = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt((at + step + entries.length) % Math.max(entries.length, 1))
    }
    if (event.key === 'Enter') go(entries[at])
  }
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={16} className="text-faint" aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={entries[at] === undefined ? undefined : `${listId}-${at}`}
          aria-label="Search pages, models, keys and request IDs"
          placeholder="Pages, models, keys, request IDs"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
          className="h-12 grow bg-transparent text-[0.9375rem] outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <EntryList id={listId} entries={entries} at={at} onHover={setAt} onPick={go} />
    </>
  )
}

function EntryList(props: {
  readonly id: string
  readonly entries: readonly Entry[]
  readonly at: number
  readonly onHover: (index: number) => void
  readonly onPick: (entry: Entry) => void
}) {
  const { id, entries, at, onHover, onPick } = props
  if (entries.length === 0)
    return <p className="px-4 py-8 text-center text-quiet">Nothing here has that name. A request ID opens its details.</p>
  return (
    <div id={id} role="listbox" aria-label="Results" className="max-h-[50vh] overflow-y-auto p-1.5">
      {entries.map((entry, index) => {
        const Icon = entry.icon
        return (
          <div
            key={entry.href + entry.kind}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            onMouseMove={() => onHover(index)}
            onClick={() => onPick(entry)}
            onKeyDown={(event) => event.key === 'Enter' && onPick(entry)}
            className={cx('flex cursor-pointer items-center gap-3 rounded-md px-2.5 py-2', index === at && 'bg-hover')}
          >
            <Icon size={16} className="text-faint" aria-hidden />
            <span className="min-w-0 grow truncate">{entry.label}</span>
            <span className="text-xs text-faint">{entry.kind}</span>
            {entry.key !== undefined && <Kbd>g {entry.key}</Kbd>}
            {index === at && entry.key === undefined && <CornerDownLeft size={13} className="text-faint" aria-hidden />}
          </div>
        )
      })}
    </div>
  )
}
