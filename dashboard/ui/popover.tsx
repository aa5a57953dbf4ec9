// Something to fill in that opens beside a button. What draws it comes with the first one that opens, not with the page.
import { type ReactNode, useState } from 'react'
import { later } from './later.ts'

export interface PopoverProps {
  readonly open: boolean
  readonly onOpen: (open: boolean) => void
  /** Name of what opens. */
  readonly label: string
  /** What stands on the button. */
  readonly face: ReactNode
  readonly className: string
  readonly children: ReactNode
}

export const popoverFrames = later(() => import('./popover-frame.tsx'))

export function Popover(props: PopoverProps) {
  const [opened, setOpened] = useState(props.open)
  if (props.open && !opened) setOpened(true)
  const frames = popoverFrames.useWhen(opened)
  if (frames !== undefined) return <frames.PopoverFrame {...props} />
  return (
    <button type="button" aria-haspopup="dialog" aria-expanded={false} onClick={() => props.onOpen(true)} className={props.className}>
      {props.face}
    </button>
  )
}
