// Draws what opens beside a button, from its first opening on, over Base UI. Pages know ui/popover.tsx only.
import { Popover as Base } from '@base-ui/react/popover'
import type { PopoverProps } from './popover.tsx'

export function PopoverFrame({ open, onOpen, label, face, className, children }: PopoverProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpen}>
      <Base.Trigger className={className}>{face}</Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} align="start" className="z-30">
          <Base.Popup aria-label={label} className="fades w-64 rounded-lg bg-raised p-1 shadow-float outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
