// Makes one value that fits a JSON Schema, filled from a prompt where that is obvious. Knows nothing of tools, requests or sockets.
// Source: https://json-schema.org/draft/2020-12/json-schema-validation
import { fillString, guessNumber } from './fill-scalar.ts'
import type { Json, JsonObject } from './ask.ts'
import { isObject } from './read-fields.ts'

/** Beyond this depth optional properties are left out and unions take their smallest branch: recursive schemas end. */
const optionalDepthMax = 4
const depthMax = 48
/**
 * A small schema can multiply (minItems of minItems, references to itself). Each filled node costs 1, long lists of names and choices
 * and long texts cost more; past this budget required properties become null and optional ones are left out. About 0.2 s of work.
 */
const effortMax = 4_000

interface Filling {
  readonly root: Json
  readonly prompt: string
  effort: number
}

/** A value that is valid against the schema; contradictory schemas get a value of the right type. */
export function fillSchema(schema: Json, prompt: string): Json {
  return fill(schema, '', 0, { root: schema, prompt, effort: 0 })
}

function fill(given: Json, name: string, depth: number, filling: Filling): Json {
  filling.effort += 1
  if (depth > depthMax || filling.effort > effortMax) return null
  const schema = resolve(given, depth, filling)
  const fixed = schema['const']
  if (fixed !== undefined) return fixed
  const choices = schema['enum']
  if (Array.isArray(choices)) {
    filling.effort += choices.length / 16
    return choiceOf(choices, filling.prompt)
  }
  switch (typeOf(schema, depth)) {
    case 'object':
      return fillObject(schema, depth, filling)
    case 'array':
      return fillArray(schema, name, depth, filling)
    case 'number':
      return fillNumber(schema, name, false, filling.prompt)
    case 'integer':
      return fillNumber(schema, name, true, filling.prompt)
    case 'boolean':
      return true
    case 'null':
      return null
    default: {
      const text = fillString(schema, name, filling.prompt)
      filling.effort += text.length / 64
      return text
    }
  }
}

/** Follows $ref, merges allOf and takes one branch of anyOf / oneOf, until a plain schema stands there. */
function resolve(given: Json, depth: number, filling: Filling): JsonObject {
  let schema: JsonObject = isObject(given) ? given : {}
  for (let step = 0; step < 64 && filling.effort <= effortMax; step += 1) {
    const { $ref: reference, allOf: all, anyOf: any, oneOf: one, ...rest } = schema
    const both = (left: JsonObject, right: JsonObject): JsonObject => merge(left, right, filling)
    if (typeof reference === 'string') {
      schema = both({ ...rest, ...present({ allOf: all, anyOf: any, oneOf: one }) }, pointed(reference, filling.root))
    } else if (Array.isArray(all)) {
      schema = { ...rest, ...present({ anyOf: any, oneOf: one }) }
      for (const part of all as readonly Json[]) schema = filling.effort > effortMax ? schema : both(schema, isObject(part) ? part : {})
    } else if (Array.isArray(any)) {
      schema = both({ ...rest, ...present({ oneOf: one }) }, branchOf(any, filling.root, depth))
    } else if (Array.isArray(one)) {
      schema = both(rest, branchOf(one, filling.root, depth))
    } else return schema
  }
  return {}
}

function present(parts: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(parts).filter((entry): entry is [string, Json] => entry[1] !== undefined))
}

/** Both schemas hold: properties and required are joined, the tighter bound wins, other words of the right side win. */
function merge(left: JsonObject, right: JsonObject, filling: Filling): JsonObject {
  filling.effort += 1
  const merged: { [name: string]: Json } = { ...left, ...right }
  for (const word of ['properties', '$defs', 'definitions']) {
    const [from, and] = [left[word], right[word]]
    if (!isObject(from) || !isObject(and)) continue
    const joined = { ...from, ...and }
    filling.effort += Object.keys(joined).length / 16
    merged[word] = joined
  }
  const [needed, alsoNeeded, some, others] = [left['required'], right['required'], left['allOf'], right['allOf']]
  if (Array.isArray(needed) && Array.isArray(alsoNeeded)) merged['required'] = [...new Set<Json>([...needed, ...alsoNeeded])]
  if (Array.isArray(some) && Array.isArray(others)) merged['allOf'] = [...some, ...others]
  for (const word of ['minimum', 'exclusiveMinimum', 'minLength', 'minItems']) {
    if (typeof left[word] === 'number' && typeof right[word] === 'number') merged[word] = Math.max(left[word], right[word])
  }
  for (const word of ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems']) {
    if (typeof left[word] === 'number' && typeof right[word] === 'number') merged[word] = Math.min(left[word], right[word])
  }
  return merged
}

function pointed(reference: string, root: Json): JsonObject {
  if (!reference.startsWith('#')) return {}
  let at: Json | undefined = root
  for (const step of reference.slice(1).split('/').slice(1)) {
    const name = decodeStep(step).replaceAll('~1', '/').replaceAll('~0', '~')
    at = Array.isArray(at) ? (at as readonly Json[])[Number(name)] : isObject(at) && Object.hasOwn(at, name) ? at[name] : undefined
  }
  return isObject(at) ? at : {}
}

function decodeStep(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}

/** The first branch; deep inside, one that ends the recursion when there is one. */
function branchOf(branches: readonly Json[], root: Json, depth: number): JsonObject {
  const resolved = branches.map((branch) => (isObject(branch) ? branch : {}))
  const first = resolved[0] ?? {}
  if (depth < optionalDepthMax) return first
  const ends = (branch: JsonObject): boolean => {
    const target = typeof branch['$ref'] === 'string' ? pointed(branch['$ref'], root) : branch
    return 'const' in target || 'enum' in target || (typeof target['type'] === 'string' && !['object', 'array'].includes(target['type']))
  }
  return resolved.find(ends) ?? first
}

function typeOf(schema: JsonObject, depth: number): string {
  const type = schema['type']
  if (typeof type === 'string') return type
  if (Array.isArray(type)) {
    if (depth >= optionalDepthMax && type.includes('null')) return 'null'
    return String(type.find((one: Json) => one !== 'null') ?? 'null')
  }
  if ('properties' in schema || 'required' in schema || 'additionalProperties' in schema) return 'object'
  if ('items' in schema || 'prefixItems' in schema || 'minItems' in schema) return 'array'
  const numeric = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].some((word) => word in schema)
  return numeric ? 'number' : 'string'
}

function choiceOf(choices: readonly Json[], prompt: string): Json {
  const text = prompt.toLowerCase()
  const named = choices.find((choice) => typeof choice === 'string' && choice.length > 1 && text.includes(choice.toLowerCase()))
  return named ?? choices[0] ?? null
}

function fillObject(schema: JsonObject, depth: number, filling: Filling): Json {
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name: Json): name is string => typeof name === 'string')
    : []
  const needed = new Set(required)
  const filled = new Map<string, Json>()
  const entries = Object.entries(properties)
  filling.effort += (entries.length + required.length) / 16
  for (const [name, property] of entries) {
    if (property === false) continue
    if (needed.has(name) || (depth < optionalDepthMax && filling.effort <= effortMax))
      filled.set(name, fill(property, name, depth + 1, filling))
  }
  const others = schema['additionalProperties'] ?? true
  for (const name of required) {
    if (!filled.has(name)) filled.set(name, fill(others === true ? { type: 'string' } : others, name, depth + 1, filling))
  }
  const least = Math.min(Number(schema['minProperties'] ?? 0), effortMax)
  for (let at = 1; filled.size < least && others !== false; at += 1)
    filled.set(`extra${at}`, fill(others === true ? {} : others, '', depth + 1, filling))
  // fromEntries defines own properties, so a name such as __proto__ stays an ordinary name.
  return Object.fromEntries(filled)
}

function fillArray(schema: JsonObject, name: string, depth: number, filling: Filling): Json {
  const fixed = Array.isArray(schema['prefixItems']) ? (schema['prefixItems'] as readonly Json[]) : []
  const most = Number(schema['maxItems'] ?? effortMax)
  const wished = depth < optionalDepthMax ? 1 : 0
  const least = Math.max(Number(schema['minItems'] ?? 0), fixed.length)
  const length = Math.min(schema['items'] === false ? fixed.length : Math.max(least, wished), most, effortMax)
  const items: Json[] = []
  const taken = new Set<string>()
  for (let at = 0; at < length && filling.effort <= effortMax; at += 1) {
    const itemSchema = fixed[at] ?? schema['items'] ?? { type: 'string' }
    const item = fill(itemSchema, singular(name), depth + 1, filling)
    const kept = schema['uniqueItems'] === true ? different(item, taken, itemSchema, filling) : item
    if (schema['uniqueItems'] === true) taken.add(JSON.stringify(kept))
    items.push(kept)
  }
  return items
}

/** Another value where this one already stands in the list. */
function different(item: Json, taken: ReadonlySet<string>, given: Json, filling: Filling): Json {
  if (!taken.has(JSON.stringify(item))) return item
  const choices = resolve(given, 0, filling)['enum']
  if (Array.isArray(choices)) {
    filling.effort += choices.length / 16
    return choices.find((choice: Json) => !taken.has(JSON.stringify(choice))) ?? item
  }
  if (typeof item === 'number') return item + taken.size
  if (typeof item === 'boolean') return !item
  return typeof item === 'string' ? `${item} ${taken.size + 1}` : item
}

function singular(name: string): string {
  return name.length > 3 && name.endsWith('s') ? name.slice(0, -1) : name
}

function fillNumber(schema: JsonObject, name: string, whole: boolean, prompt: string): number {
  const step = typeof schema['multipleOf'] === 'number' && schema['multipleOf'] > 0 ? schema['multipleOf'] : whole ? 1 : 0
  const gap = step > 0 ? step : 0.5
  const low = boundOf(schema, 'minimum', 'exclusiveMinimum', gap)
  const high = boundOf(schema, 'maximum', 'exclusiveMaximum', -gap)
  const fits = (value: number): boolean =>
    value >= (low ?? value) && value <= (high ?? value) && (step === 0 || Number.isInteger(value / step))
  const guess = guessNumber(name, prompt)
  if (guess !== null && fits(guess)) return guess
  if (fits(1)) return 1
  const anchor = low ?? high ?? 1
  if (step === 0) return low !== null && high !== null && low > high ? middleOf(schema) : anchor
  const stepped = (low === null ? Math.floor(anchor / step) : Math.ceil(anchor / step)) * step
  return Number(stepped.toPrecision(12))
}

/** Between two exclusive bounds that are closer than the usual gap. */
function middleOf(schema: JsonObject): number {
  const low = Number(schema['exclusiveMinimum'] ?? schema['minimum'])
  return (low + Number(schema['exclusiveMaximum'] ?? schema['maximum'])) / 2
}

/** The bound as an inclusive one; null when there is none. */
function boundOf(schema: JsonObject, inclusive: string, exclusive: string, gap: number): number | null {
  const [at, beyond] = [schema[inclusive], schema[exclusive]]
  const bounds = [...(typeof at === 'number' ? [at] : []), ...(typeof beyond === 'number' ? [beyond + gap] : [])]
  if (bounds.length === 0) return null
  return gap > 0 ? Math.max(...bounds) : Math.min(...bounds)
}
