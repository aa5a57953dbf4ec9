// Checks of a request's fields, for tables with one row a field. Knows no field.
import type { Fields } from './wire-fields.ts'

/** The first field that is wrong, and the sentence that says how. */
export interface Wrong {
  readonly param: string
  readonly message: string
}

export type FieldCheck = (value: unknown) => string | undefined

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Checks of values: undefined, or what is wrong as the end of a sentence that begins with the field. */
export function numberBetween(least: number, most: number): FieldCheck {
  return (value) => (typeof value === 'number' && value >= least && value <= most ? undefined : `must be a number from ${least} to ${most}`)
}

const integerMax = 2_147_483_647

export function integerFrom(least: number, most = integerMax): FieldCheck {
  const bounded = `must be an integer from ${least} to ${most}`
  const open = least === 1 ? 'must be a positive integer' : `must be an integer of ${least} or more`
  return (value) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return undefined
    return most === integerMax && !(typeof value === 'number' && value > most) ? open : bounded
  }
}

export function boolean(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false'
}

export function object(value: unknown): string | undefined {
  return isObject(value) ? undefined : 'must be an object'
}

/** The first row whose value is present, not null and wrong. */
export function firstWrong(fields: Fields, rows: readonly (readonly [string, FieldCheck])[]): Wrong | undefined {
  for (const [param, check] of rows) {
    const value = fields[param]
    if (value === undefined || value === null) continue
    const wrong = check(value)
    if (wrong !== undefined) return { param, message: `The field \`${param}\` ${wrong}.` }
  }
  return undefined
}

/** Every request names a model. */
export function wrongModel(model: unknown): Wrong | undefined {
  if (model === undefined) return { param: 'model', message: 'The field `model` is required.' }
  if (typeof model === 'string' && model !== '' && model.length <= 256) return undefined
  return { param: 'model', message: 'The field `model` must be a non-empty string of at most 256 characters.' }
}
