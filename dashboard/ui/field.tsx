// Labelled inputs with their hint and what is wrong with them.
import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from 'react'
import { cx } from './cx.ts'

export const inputClass =
  'w-full rounded-md border border-edge bg-surface px-2.5 text-sm text-ink transition-colors hover:border-faint focus:border-accent focus:outline-none ' +
  'focus:ring-3 focus:ring-accent/20 aria-invalid:border-bad'

interface Frame {
  readonly label: string
  readonly hint?: ReactNode
  readonly wrong?: string | undefined
  readonly optional?: boolean
}

type FieldProps = Frame & InputHTMLAttributes<HTMLInputElement> & { readonly before?: string }

export function Field({ label, hint, wrong, optional = false, before, className, ...rest }: FieldProps) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} wrong={wrong} optional={optional} className={className}>
      <div className="relative">
        {before !== undefined && (
          <span className="pointer-events-none absolute inset-y-0 left-2.5 flex items-center text-faint">{before}</span>
        )}
        <input
          autoComplete="off"
          {...rest}
          id={id}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-note`}
          className={cx(inputClass, 'h-9', before !== undefined && 'pl-6')}
        />
      </div>
    </FieldFrame>
  )
}

export function TextField({
  label,
  hint,
  wrong,
  optional = false,
  className,
  ...rest
}: Frame & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  return (
    <FieldFrame id={id} label={label} hint={hint} wrong={wrong} optional={optional}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={wrong !== undefined}
        aria-describedby={`${id}-note`}
        className={cx(inputClass, 'block py-2 leading-5', className)}
      />
    </FieldFrame>
  )
}

interface FieldFrameProps extends Frame {
  readonly id: string
  readonly className?: string | undefined
  readonly children: ReactNode
}

export function FieldFrame({ id, label, hint, wrong, optional = false, className, children }: FieldFrameProps) {
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className="mb-1.5 flex items-baseline gap-2 text-sm font-medium">
        {label}
        {optional && <span className="text-xs font-normal text-faint">optional</span>}
      </label>
      {children}
      <p
        id={`${id}-note`}
        className={cx('mt-1.5 text-xs', wrong === undefined ? 'text-quiet' : 'text-bad')}
        role={wrong === undefined ? undefined : 'alert'}
      >
        {wrong ?? hint}
      </p>
    </div>
  )
}

export function Checkbox(props: { readonly label: string; readonly checked: boolean; readonly onChange: (checked: boolean) => void }) {
  return (
    <label className="flex cursor-pointer items-start gap-2.5">
      <input
        type="checkbox"
        className="mt-1 shrink-0 accent-accent"
        checked={props.checked}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      {props.label}
    </label>
  )
}

/** One of a few choices as a row of buttons. */
export function Choices<Value extends string>(props: {
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly onChange: (value: Value) => void
}) {
  const name = useId()
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{props.label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {props.options.map((option) => (
          <label
            key={option.value}
            className="cursor-pointer rounded-md border border-edge bg-surface px-2.5 py-1 text-sm text-quiet hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={props.value === option.value}
              onChange={() => props.onChange(option.value)}
              className="sr-only"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
