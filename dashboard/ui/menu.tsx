// A menu of actions or links behind a button. What draws it comes with the first one that opens, not with the page.
import { cloneElement, type KeyboardEvent, type ReactElement, type ReactNode, useState } from 'react'
import { later } from './later.ts'

export interface MenuProps {
  readonly trigger: ReactElement<TriggerProps>
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

export interface ItemProps {
  readonly onClick: () => void
  readonly icon?: ReactNode
  readonly danger?: boolean
  readonly children: ReactNode
}

interface TriggerProps {
  readonly onClick?: () => void
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly 'aria-haspopup'?: 'menu'
  readonly 'aria-expanded'?: boolean
}

export const menuFrames = later(() => import('./menu-frame.tsx'))

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  const [opened, setOpened] = useState(false)
  const frames = menuFrames.useWhen(opened)
  if (frames !== undefined)
    return (
      <frames.MenuFrame trigger={trigger} align={align}>
        {children}
      </frames.MenuFrame>
    )
  const open = (): void => setOpened(true)
  return cloneElement(trigger, {
    onClick: open,
    onKeyDown: ({ key }) => key === 'ArrowDown' && open(),
    'aria-haspopup': 'menu',
    'aria-expanded': false,
  })
}

/** Only inside of a menu, so only once there are frames. */
export function MenuItem(props: ItemProps) {
  const frames = menuFrames.useWhen(true)
  return frames === undefined ? null : <frames.ItemFrame {...props} />
}

export function MenuHeading({ children }: { children: ReactNode }) {
  return <p className="px-2.5 pt-1.5 pb-1 text-xs text-faint">{children}</p>
}

export function MenuLine() {
  return <hr className="my-1 border-line" />
}
