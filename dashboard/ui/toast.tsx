// Short notices of what was done: read out by screen readers, and gone by themselves.
import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { IconButton } from './button.tsx'

interface Notice {
  readonly id: number
  readonly kind: 'done' | 'problem'
  readonly text: string
}

/** A problem is read more slowly than a success. */
const shownMs = { done: 5_000, problem: 12_000 } as const

let notices: readonly Notice[] = []
let lastId = 0
const listeners = new Set<() => void>()

function set(next: readonly Notice[]): void {
  notices = next
  for (const listener of listeners) listener()
}

function dismiss(id: number): void {
  set(notices.filter((notice) => notice.id !== id))
}

function show(kind: Notice['kind'], text: string): void {
  lastId += 1
  const id = lastId
  set([...notices.slice(-2), { id, kind, text }])
  setTimeout(() => dismiss(id), shownMs[kind])
}

export function notify(text: string): void {
  show('done', text)
}

export function notifyProblem(fault: unknown): void {
  show('problem', fault instanceof Error ? fault.message : 'Something unexpected happened.')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => notices)
  return (
    <section
      aria-label="Notices"
      aria-live="polite"
      className="fixed right-4 bottom-4 z-40 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2"
    >
      {shown.map((notice) => (
        <div key={notice.id} className="flex animate-arrive items-start gap-3 rounded-lg bg-raised px-4 py-3 shadow-float">
          {notice.kind === 'problem' ? (
            <TriangleAlert size={16} className="mt-0.5 shrink-0 text-bad" aria-hidden />
          ) : (
            <CircleCheck size={16} className="mt-0.5 shrink-0 text-good" aria-hidden />
          )}
          <p className="min-w-0 grow font-medium [overflow-wrap:anywhere]">{notice.text}</p>
          <IconButton label="Dismiss" className="-my-1 -mr-2" onClick={() => dismiss(notice.id)}>
            <X size={14} />
          </IconButton>
        </div>
      ))}
    </section>
  )
}
