// Careful looks into JSON of unknown shape: a value of the wanted type, or nothing. Knows no field.
import { isExactNumber } from '../base/exact-json.ts'

export type Fields = Record<string, unknown>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
}

/** The members of an object; none when it is something else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** A list, or the one value that stands for a list of it. */
export function oneOrMore(value: unknown): readonly unknown[] {
  return isFields(value) ? [value] : listOf(value)
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Nothing at all: no value, an empty text, or a list or an object of nothing but that; the members named in `beside` do not count. */
export function isBlank(value: unknown, beside?: ReadonlySet<string>): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.every((one) => isBlank(one))
  return isFields(value) && Object.entries(value).every(([name, member]) => beside?.has(name) || isBlank(member))
}

/** The paths of the members that nobody here knows; null members say nothing. */
export function strangers(fields: Fields, known: ReadonlySet<string>, path = ''): string[] {
  return Object.entries(fields).flatMap(([name, value]) =>
    known.has(name) || value === null || value === undefined ? [] : [`${path}${name}`],
  )
}

/** Without the members that are undefined, so that they do not appear on the wire. */
export function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
