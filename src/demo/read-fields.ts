// Careful looks into a request's JSON: a value of the wanted type, or a refusal that names the field. Knows no wire.
import { ok, refuse, type Result } from '../base/result.ts'
import type { DemoRefusal, Json, JsonObject } from './ask.ts'

export class Misread extends Error {
  /** The path of the field; empty: the body as a whole. */
  readonly param: string
  constructor(param: string, message: string) {
    super(message)
    this.param = param
  }
}

/** Parses the body text and reads it; what is wrong is a 400 that names the field in `param`. */
export function readBodyAs<T>(body: string, read: (root: JsonObject) => T): Result<T, DemoRefusal> {
  try {
    return ok(read(objectAt(JSON.parse(body) as Json, '')))
  } catch (error) {
    if (error instanceof Misread) return refuse(invalid(error.message, error.param === '' ? null : error.param))
    if (error instanceof SyntaxError) return refuse(invalid('We could not parse the JSON body of your request.', null))
    throw error
  }
}

function invalid(message: string, param: string | null): DemoRefusal {
  return { status: 400, type: 'invalid_request_error', code: null, message, param }
}

/** The vendors of the newer wires refuse what they do not know. */
export function onlyKnown(fields: JsonObject, known: ReadonlySet<string>, path = ''): void {
  const unknown = Object.keys(fields).find((name) => !known.has(name))
  if (unknown !== undefined) throw new Misread(`${path}${unknown}`, `Unknown parameter: '${path}${unknown}'.`)
}

/** Absent and null are the same here. */
export function wholeAt(root: JsonObject, name: string, min: number, max: number): number | null {
  const value = root[name] ?? null
  if (value === null) return null
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
  throw new Misread(name, `'${name}' must be a whole number from ${min} to ${max}.`)
}

/** A value as a sentence repeats it. */
export function shown(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

export function textOr(value: Json | undefined, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise
}

export function textAt(value: Json | undefined, param: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new Misread(param, `'${param}' must be a non-empty string.`)
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(value: Json | undefined, param: string): JsonObject {
  if (isObject(value)) return value
  throw new Misread(param, param === '' ? 'The body must be a JSON object.' : `'${param}' must be an object.`)
}

/** An absent or null object is an empty one. */
export function maybeObjectAt(value: Json | undefined, param: string): JsonObject {
  return value == null ? {} : objectAt(value, param)
}

export function listAt(value: Json | undefined, param: string): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[]
  throw new Misread(param, `'${param}' must be a list.`)
}

/** An absent or null list is an empty one. */
export function maybeListAt(value: Json | undefined, param: string): readonly Json[] {
  return value == null ? [] : listAt(value, param)
}
