// The navigation on a phone: the same as at the side of a wide page, in a drawer.
import { Dialog as Base } from '@base-ui/react/dialog'
import { Sidebar } from './sidebar.tsx'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly onSearch: () => void
}

export function PhoneNav({ open, onClose, onSearch }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fades fixed inset-0 z-20 bg-shade" />
        <Base.Popup
          aria-label="Navigation"
          className="fades fixed inset-y-0 left-0 z-20 w-[17rem] bg-paper shadow-float outline-none data-[ending-style]:-translate-x-6 data-[starting-style]:-translate-x-6"
        >
          <Sidebar
            onSearch={() => {
              onClose()
              onSearch()
            }}
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
