// Buttons in the four weights that the dashboard uses, and links that look like them.
import { Link, type LinkProps } from '@tanstack/react-router'
import { LoaderCircle } from 'lucide-react'
import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { cx } from './cx.ts'

export type Weight = 'primary' | 'secondary' | 'ghost' | 'danger'

const weights: Readonly<Record<Weight, string>> = {
  primary: 'bg-accent text-accent-ink border-transparent hover:bg-accent-hover',
  secondary: 'bg-surface text-ink border-edge hover:bg-hover',
  ghost: 'bg-transparent text-quiet border-transparent hover:bg-hover hover:text-ink',
  danger: 'bg-surface text-bad border-edge hover:bg-bad-soft hover:border-bad/40',
}

const shape =
  'inline-flex items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none transition-colors duration-100 ' +
  'disabled:opacity-50 disabled:cursor-not-allowed aria-disabled:opacity-50'

const sizes = { small: 'h-7 px-2.5 text-xs', medium: 'h-8 px-3 text-sm', large: 'h-10 px-4 text-sm' } as const

export function buttonClass(weight: Weight = 'secondary', size: keyof typeof sizes = 'medium'): string {
  return cx(shape, sizes[size], weights[weight])
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly weight?: Weight
  readonly size?: keyof typeof sizes
  /** Shows that the action is under way, and takes no second click. */
  readonly busy?: boolean
}

export function Button({ weight, size, busy = false, className, children, type = 'button', disabled, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || busy}
      aria-busy={busy}
      className={cx(buttonClass(weight, size), className)}
    >
      {busy && <LoaderCircle size={14} className="animate-spin" aria-hidden />}
      {children}
    </button>
  )
}

export function ButtonLink({
  weight,
  size,
  className,
  children,
  ...rest
}: LinkProps & { weight?: Weight; size?: keyof typeof sizes; className?: string; children: ReactNode }) {
  return (
    <Link {...rest} className={cx(buttonClass(weight, size), className)}>
      {children}
    </Link>
  )
}

/** A square button that shows only an icon; `label` is its name for everybody who does not see it. */
export function IconButton({
  label,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { label: string }) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={label}
      className={cx(
        'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-quiet transition-colors hover:bg-hover hover:text-ink',
        'disabled:cursor-not-allowed disabled:opacity-40',
        className,
      )}
    >
      {children}
    </button>
  )
}
