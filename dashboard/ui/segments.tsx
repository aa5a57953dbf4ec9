// A choice between two or three views of the same thing.
import { cx } from './cx.ts'

export function Segments<Value extends string>(props: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}) {
  return (
    <div role="group" aria-label={props.label} className="inline-flex rounded-md border border-line bg-sunken p-0.5">
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={props.value === option.value}
          onClick={() => props.onChange(option.value)}
          className={cx(
            'rounded-[5px] px-2.5 py-0.5 text-xs font-medium transition-colors',
            props.value === option.value ? 'bg-surface text-ink shadow-card' : 'text-quiet hover:text-ink',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
