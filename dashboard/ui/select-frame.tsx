// Draws a choice out of a list from its first opening on, over Base UI. Pages know ui/select.tsx only.
import { Select as Base } from '@base-ui/react/select'
import { Check } from 'lucide-react'
import { cx } from './cx.ts'
import { selectClass, SelectFace, type SelectProps } from './select.tsx'

export function SelectFrame<Value extends string>({ label, value, options, onChange, className }: SelectProps<Value>) {
  return (
    <Base.Root
      defaultOpen
      value={value}
      onValueChange={(next) => next !== null && onChange(next)}
      items={options.map((option) => ({ ...option }))}
    >
      <Base.Trigger aria-label={label} className={cx(selectClass, className)}>
        <SelectFace options={options} value={value} />
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
