// The kinds of scalar settings: how each is read from text and from YAML, and what its mistakes are called. Knows no setting.
import { z } from 'zod'

/** One setting. `T` is its value inside the program. */
export interface Setting<T> {
  /** Dotted path in the YAML file; null: not allowed there. */
  readonly yaml: string | null
  readonly env: string
  readonly flag: string | null
  /** Text of an environment variable or flag -> value; undefined when it is not one. */
  readonly parse: (text: string) => T | undefined
  /** What a value must be, to complete the sentence "must be ...". */
  readonly expects: string
  readonly fallback: T
  /** The default as the reference page prints it. */
  readonly shown: string
  readonly unit: string
  readonly why: string
  /** The value as YAML carries it. */
  readonly schema: z.ZodType<T>
  /** True: a `<env>_FILE` variable may name a file with the value, and messages never repeat it. */
  readonly secret: boolean
}

interface Where {
  readonly yaml: string | null
  readonly env?: string
  readonly flag?: string
  readonly unit?: string
  readonly why: string
}

function place(where: Where): Pick<Setting<unknown>, 'yaml' | 'env' | 'flag' | 'unit' | 'why'> {
  const derived = `NEXOROUTER_${(where.yaml ?? '').toUpperCase().replaceAll('.', '_')}`
  return { yaml: where.yaml, env: where.env ?? derived, flag: where.flag ?? null, unit: where.unit ?? '', why: where.why }
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  if (!/^\d{1,15}$/.test(text)) return undefined
  const value = Number(text)
  return value >= min && value <= max ? value : undefined
}

export function integer(where: Where & { min: number; max: number; fallback: number }): Setting<number> {
  const expects = `a whole number from ${where.min} to ${where.max}`
  return {
    ...place(where),
    parse: (text) => wholeNumber(text, where.min, where.max),
    expects,
    fallback: where.fallback,
    shown: String(where.fallback),
    schema: z.int(`must be ${expects}`).min(where.min, `must be ${expects}`).max(where.max, `must be ${expects}`),
    secret: false,
  }
}

export function limit(where: Where & { fallback: number | null }): Setting<number | null> {
  const max = 1_000_000_000
  const expects = `a whole number from 1 to ${max}, or none`
  const number = z.int(`must be ${expects}`).min(1, `must be ${expects}`).max(max, `must be ${expects}`)
  return {
    ...place(where),
    parse: (text) => (text === 'none' ? null : wholeNumber(text, 1, max)),
    expects,
    fallback: where.fallback,
    shown: where.fallback === null ? 'none' : String(where.fallback),
    schema: z.union([number, z.null(), z.literal('none').transform(() => null)], { error: `must be ${expects}` }),
    secret: false,
  }
}

export function choice<const T extends string>(where: Where & { of: readonly [T, ...T[]]; fallback: NoInfer<T> }): Setting<T> {
  const expects = `one of ${where.of.join(', ')}`
  return {
    ...place(where),
    parse: (text) => where.of.find((option) => option === text),
    expects,
    fallback: where.fallback,
    shown: where.fallback,
    schema: z.enum(where.of, `must be ${expects}`),
    secret: false,
  }
}

export function text(where: Where & { expects: string; pattern: RegExp; fallback: string; secret?: boolean }): Setting<string> {
  return {
    ...place(where),
    parse: (value) => (where.pattern.test(value) ? value : undefined),
    expects: where.expects,
    fallback: where.fallback,
    shown: where.fallback === '' ? 'unset' : where.fallback,
    schema: z.string(`must be ${where.expects}`).regex(where.pattern, `must be ${where.expects}`),
    secret: where.secret ?? false,
  }
}

/** A text that is a URL as well as of the right form: `https://[` is not. */
export function url(where: Parameters<typeof text>[0]): Setting<string> {
  const plain = text(where)
  const mistake = `must be ${where.expects}`
  return {
    ...plain,
    parse: (value) => (URL.canParse(value) ? plain.parse(value) : undefined),
    schema: z
      .string(mistake)
      .regex(where.pattern, mistake)
      .refine((value) => URL.canParse(value), mistake),
  }
}
