// Draws dialogs and sheets, over Base UI: focus is kept inside and given back at the end. Pages know ui/dialog.tsx only.
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef } from 'react'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import type { DialogProps } from './dialog.tsx'

/** Above the bar that stays at the top of a phone; what opens inside (lists, menus) and notices lie above this. */
const backdrop = 'fixed inset-0 z-20 bg-shade fades'

export function DialogFrame({ open, onClose, title, description, children, wide = false }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={cx(
            'fades fixed top-[8vh] left-1/2 z-20 flex max-h-[84vh] w-[calc(100vw-2rem)] -translate-x-1/2 flex-col rounded-xl bg-raised shadow-float outline-none',
            'data-[ending-style]:translate-y-1 data-[starting-style]:translate-y-1',
            wide ? 'max-w-2xl' : 'max-w-lg',
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-5">
            <div>
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              {description !== undefined && <Base.Description className="mt-1 text-quiet">{description}</Base.Description>}
            </div>
            <Base.Close render={<IconButton label="Close" className="-mt-1 -mr-1" />}>
              <X size={16} />
            </Base.Close>
          </header>
          <div className="overflow-y-auto px-5 pt-4 pb-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** It is read, so focus goes to it as a whole and to no control of it. */
export function SheetFrame({ open, onClose, title, description, children }: DialogProps) {
  const frame = useRef<HTMLDivElement>(null)
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fades fixed inset-0 z-20 bg-shade/60" />
        <Base.Popup
          ref={frame}
          initialFocus={frame}
          className="fades fixed inset-y-0 right-0 z-20 flex w-full max-w-xl flex-col border-l border-line bg-surface shadow-float outline-none data-[ending-style]:translate-x-6 data-[starting-style]:translate-x-6 sm:inset-y-2 sm:right-2 sm:rounded-xl sm:border"
        >
          <header className="flex items-start justify-between gap-4 border-b border-line px-5 py-4">
            <div className="min-w-0">
              <Base.Title className="text-base font-semibold">{title}</Base.Title>
              {description !== undefined && <Base.Description render={<div />}>{description}</Base.Description>}
            </div>
            <Base.Close render={<IconButton label="Close" className="-mr-1" />}>
              <X size={16} />
            </Base.Close>
          </header>
          <div className="grow overflow-y-auto px-5 py-5">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
