// A part of a form that most people do not need: closed until somebody opens it, or open from the start because something is set there.
import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'

interface Props {
  readonly title: string
  readonly note: string
  /** Later changes of what is inside neither open nor close it. */
  readonly startsOpen: boolean
  /** Something inside is wrong: it has to be seen. */
  readonly wrong: boolean
  readonly children: ReactNode
}

export function Disclosure({ title, note, startsOpen, wrong, children }: Props) {
  const [open, setOpen] = useState(startsOpen)
  return (
    <details className="group" open={open || wrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex list-none items-center gap-1.5 text-sm font-medium">
        <ChevronRight size={14} aria-hidden className="text-quiet transition-transform group-open:rotate-90" />
        {title}
        <span className="text-xs font-normal text-faint">{note}</span>
      </summary>
      {children}
    </details>
  )
}
