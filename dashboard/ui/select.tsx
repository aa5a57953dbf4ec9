// One choice out of a short list. What draws the list comes with the first one that opens, not with the page.
import { ChevronDown } from 'lucide-react'
import { useState } from 'react'
import { cx } from './cx.ts'
import { later } from './later.ts'

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly hint?: string
}

export interface SelectProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly Option<Value>[]
  readonly onChange: (value: Value) => void
  readonly className?: string
}

export const selectFrames = later(() => import('./select-frame.tsx'))

export const selectClass =
  'inline-flex h-8 items-center justify-between gap-2 rounded-md border border-edge bg-surface px-2.5 text-sm text-ink hover:bg-hover data-[popup-open]:bg-hover'

export function SelectFace({ options, value }: Pick<SelectProps<string>, 'options' | 'value'>) {
  return (
    <>
      <span className="truncate">{options.find((option) => option.value === value)?.label ?? value}</span>
      <ChevronDown size={14} className="shrink-0 text-quiet" aria-hidden />
    </>
  )
}

/** `label` names the control for who does not see what stands around it. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { label, value, options, className } = props
  const [opened, setOpened] = useState(false)
  const frames = selectFrames.useWhen(opened)
  if (frames !== undefined) return <frames.SelectFrame {...props} />
  const open = (): void => setOpened(true)
  return (
    <button
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      aria-label={label}
      onClick={open}
      onKeyDown={({ key }) => (key === 'ArrowDown' || key === 'ArrowUp') && open()}
      className={cx(selectClass, className)}
    >
      <SelectFace options={options} value={value} />
    </button>
  )
}
