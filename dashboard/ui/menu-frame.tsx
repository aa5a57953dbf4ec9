// Draws a menu from its first opening on, over Base UI. Pages know ui/menu.tsx only.
import { Menu as Base } from '@base-ui/react/menu'
import { cx } from './cx.ts'
import type { ItemProps, MenuProps } from './menu.tsx'

export function MenuFrame({ trigger, children, align }: Required<MenuProps>) {
  return (
    <Base.Root defaultOpen>
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

export function ItemFrame({ onClick, icon, danger = false, children }: ItemProps) {
  return (
    <Base.Item onClick={onClick} className={cx(itemClass, danger && 'text-bad')}>
      {icon !== undefined && <span className={danger ? 'text-bad' : 'text-quiet'}>{icon}</span>}
      {children}
    </Base.Item>
  )
}
