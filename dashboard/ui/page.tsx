// The frame of a page: title, what it is for, its actions; and the boxes that its parts stand in.
import { type ReactNode, useEffect } from 'react'
import { cx } from './cx.ts'

interface PageProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** For tables that want the whole width. */
  readonly wide?: boolean
}

export function Page({ title, lead, actions, children, wide = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} · NexoRouter`
  }, [title])
  return (
    <div className={cx('mx-auto w-full px-4 py-6 sm:px-8 sm:py-9', wide ? 'max-w-[88rem]' : 'max-w-5xl')}>
      <header className="mb-7 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="text-[1.375rem] leading-7 font-semibold tracking-[-0.015em]">{title}</h1>
          {lead !== undefined && <p className="mt-1 max-w-2xl text-quiet">{lead}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <section className={cx('rounded-xl border border-line bg-surface shadow-card', className)}>{children}</section>
}

export function CardHeader({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex items-center justify-between gap-x-4 px-5 pt-4 pb-3">
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
        <h2 className="text-sm font-semibold">{title}</h2>
        {note !== undefined && <span className="text-xs text-faint">{note}</span>}
      </div>
      {children}
    </header>
  )
}

/** A name and its value, one under the other. */
export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return <dl className={cx('grid grid-cols-[minmax(7rem,max-content)_1fr] gap-x-6 gap-y-2.5', className)}>{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-quiet">{name}</dt>
      <dd className="figures min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  )
}
