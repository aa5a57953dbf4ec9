// One choice out of a short list, over Base UI.
import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import { cx } from './cx.ts'

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

interface Props<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly className?: string
}

/** `label` names the control for who does not see what stands around it. */
export function Select<Value extends string>({ label, value, options, onChange, className }: Props<Value>) {
  const shown = options.find((option) => option.value === value)?.label ?? value
  return (
    <Base.Root value={value} onValueChange={(next) => next !== null && onChange(next)} items={options.map((option) => ({ ...option }))}>
      <Base.Trigger
        aria-label={label}
        className={cx(
          'inline-flex h-8 items-center justify-between gap-2 rounded-md border border-edge bg-surface px-2.5 text-sm text-ink hover:bg-hover data-[popup-open]:bg-hover',
          className,
        )}
      >
        <span className="truncate">{shown}</span>
        <ChevronDown size={14} className="shrink-0 text-quiet" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={6} alignItemWithTrigger={false} className="z-30 outline-none">
          <Base.Popup className="fades max-h-80 min-w-[var(--anchor-width)] overflow-y-auto rounded-lg bg-raised p-1 shadow-float outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex cursor-pointer items-center gap-3 rounded-md py-1.5 pr-3 pl-2.5 text-sm outline-none select-none data-[highlighted]:bg-hover"
              >
                <Base.ItemText className="grow">{option.label}</Base.ItemText>
                {option.hint !== undefined && <span className="text-xs text-faint">{option.hint}</span>}
                <Base.ItemIndicator>
                  <Check size={14} className="text-accent" aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
