// Gemini's own kind of schema (upper-case types, `nullable`) as JSON Schema. Leaves what is JSON Schema already as it is.
import { isFields } from '../wire-fields.ts'

export function plainSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plainSchema)
  if (!isFields(schema)) return schema
  const { nullable, type, propertyOrdering: _ordering, ...rest } = schema
  const members = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, name === 'enum' ? value : plainSchema(value)]))
  // A property may be called `type`; then its schema stands where the word would.
  if (type === undefined || typeof type !== 'string') return { ...(type !== undefined && { type: plainSchema(type) }), ...members }
  const word = type.toLowerCase()
  return { type: nullable === true ? [word, 'null'] : word, ...members }
}
