// A menu of actions or links behind a button, over Base UI.
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement, ReactNode } from 'react'
import { cx } from './cx.ts'

export function Menu({ trigger, children, align = 'end' }: { trigger: ReactElement; children: ReactNode; align?: 'start' | 'end' }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} className="z-30 outline-none">
          <Base.Popup className="fades max-h-[60vh] min-w-44 origin-[var(--transform-origin)] overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none data-[starting-style]:scale-95">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

const itemClass =
  'flex w-full cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-left text-sm outline-none select-none data-[highlighted]:bg-hover data-[disabled]:opacity-50'

export function MenuItem({
  onClick,
  icon,
  danger = false,
  children,
}: {
  onClick: () => void
  icon?: ReactNode
  danger?: boolean
  children: ReactNode
}) {
  return (
    <Base.Item onClick={onClick} className={cx(itemClass, danger && 'text-bad')}>
      {icon !== undefined && <span className={danger ? 'text-bad' : 'text-quiet'}>{icon}</span>}
      {children}
    </Base.Item>
  )
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="px-2.5 pt-1.5 pb-1 text-xs text-faint">{children}</p>
}

export function MenuLine() {
  return <hr className="my-1 border-line" />
}
