// What the description of the control API says about an answer, held against the answer: its code when it is refused, its body when it is not.
import assert from 'node:assert/strict'
import { z } from 'zod'
import type { ProblemCode } from '../../src/contract/problems.ts'
import type { Endpoint } from '../../src/control/endpoint.ts'
import { endpoints } from '../../src/control/endpoints.ts'
import { openApiOf } from '../../src/control/openapi.ts'
import { operationName } from '../../src/control/operation-name.ts'
import { problemCodesOf } from '../../src/control/problem-codes.ts'

export interface Sent {
  readonly method: string
  /** Behind `/control/v1`, query included. */
  readonly path: string
}

export interface Given {
  readonly status: number
  readonly contentType: string
  readonly text: string
}

/** The endpoint that a request goes to; undefined when there is none. */
export function rowOf({ method, path }: Sent): Endpoint | undefined {
  const [plain = ''] = path.split('?')
  const fits = (known: string): boolean => new RegExp(`^${known.replaceAll(/:\w+/g, '[^/]+').replaceAll('.', '\\.')}$`).test(plain)
  return endpoints.find((row) => row.method === (method === 'HEAD' ? 'GET' : method) && fits(row.path))
}

/** Throws when an answer is not one that its endpoint is described to give. */
export function assertPublished(sent: Sent, { status, contentType, text }: Given): void {
  const row = rowOf(sent)
  if (row === undefined || text === '') return
  const name = `${row.method} ${row.path}`
  if (status >= 400) {
    const { code } = (JSON.parse(text) as { error: { code: ProblemCode } }).error
    assert.ok(problemCodesOf(row).includes(code), `${name} is refused with ${code}, which its description does not name`)
  } else if (row.streams !== undefined) {
    assert.ok(
      row.streams.includes(contentType.split(';')[0] ?? ''),
      `${name} is sent as ${contentType}, which its description does not name`,
    )
  } else {
    const found = schemaOf(row).safeParse(JSON.parse(text))
    assert.ok(
      found.success,
      `${name} is not answered as described: ${found.error && z.prettifyError(found.error)}\n${text.slice(0, 2_000)}`,
    )
  }
}

type Json = { readonly [name: string]: unknown }
interface Document {
  readonly paths: Record<
    string,
    Record<string, { readonly responses: { readonly '2XX': { readonly content: Record<string, { schema: Json }> } } }>
  >
  readonly components: { readonly schemas: Json }
}

const document = openApiOf(endpoints, 'test') as unknown as Document
const schemas = new Map<string, z.ZodType>()

function schemaOf(row: Endpoint): z.ZodType {
  const name = operationName(row)
  const known = schemas.get(name)
  if (known !== undefined) return known
  const operation = document.paths[row.path.replaceAll(/:(\w+)/g, '{$1}')]?.[row.method.toLowerCase()]
  const published = operation?.responses['2XX'].content['application/json']?.schema
  assert.ok(published !== undefined && Object.keys(published).length > 0, `${name} does not say what it answers`)
  const { Problem: _refused, ...named } = document.components.schemas
  const made = z.fromJSONSchema(closed({ ...published, $defs: named }) as Parameters<typeof z.fromJSONSchema>[0])
  schemas.set(name, made)
  return made
}

/** Here, and only here, nothing may be answered that the description does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = value as Record<string, unknown>
  const inside = Object.fromEntries(Object.entries(rest).map(([name, part]) => [name, closed(part)]))
  if (typeof $ref === 'string') return { ...inside, $ref: $ref.replace('#/components/schemas/', '#/$defs/') }
  const isObject = rest['type'] === 'object' && rest['properties'] !== undefined && rest['additionalProperties'] === undefined
  return isObject ? { ...inside, additionalProperties: false } : inside
}
