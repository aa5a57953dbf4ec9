// Dialogs in the middle and sheets at the side, as forms and pages ask for them. What draws them comes with the first one, not with the page.
import { type ReactNode, useState } from 'react'
import { later } from './later.ts'

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly children: ReactNode
  readonly wide?: boolean
}

export const dialogFrames = later(() => import('./dialog-frame.tsx'))

/** From its first opening on it stays, to be seen leaving. */
function useFrames(open: boolean) {
  const [opened, setOpened] = useState(open)
  if (open && !opened) setOpened(true)
  return dialogFrames.useWhen(open || opened)
}

export function Dialog(props: DialogProps) {
  const frames = useFrames(props.open)
  return frames === undefined ? null : <frames.DialogFrame {...props} />
}

/** Beside the list that it belongs to; the list stays visible. */
export function Sheet(props: DialogProps) {
  const frames = useFrames(props.open)
  return frames === undefined ? null : <frames.SheetFrame {...props} />
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-2">{children}</div>
}
