// The control API as an OpenAPI 3.1 document, derived from the table of endpoints. Knows no sockets and nothing that the table does not say.
import { z } from 'zod'
import { problems } from '../contract/problems.ts'
import { actionOf } from './authorize.ts'
import type { Endpoint } from './endpoint.ts'
import { operationName } from './operation-name.ts'
import { problemCodesOf, takesIdempotencyKey } from './problem-codes.ts'

/** JSON Schema, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown }

/** What a schema takes (`input`) or gives (`output`). Schemas with a name are referred to; `named` gathers them. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output', named: Record<string, unknown> = {}): JsonSchema {
  // Within an object, because a name at the very top would not be referred to.
  const whole = z.toJSONSchema(z.object({ value: schema }), { io, unrepresentable: 'any' })
  const { $defs = {}, properties } = published(whole, io) as { $defs?: JsonSchema; properties: { value: JsonSchema } }
  Object.assign(named, $defs)
  return properties.value
}

/**
 * Answers may gain fields, so none is promised to be absent; the bounds of JavaScript's integers say nothing to others; and the names of
 * schemas stand where OpenAPI looks for them.
 */
function published(value: unknown, io: 'input' | 'output'): unknown {
  if (Array.isArray(value)) return value.map((item) => published(item, io))
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name, part]) => !(isNoise(name, part) || (io === 'output' && isClosing(name, part))))
  return Object.fromEntries(
    kept.map(([name, part]) => [name, name === '$ref' ? String(part).replace('#/$defs/', '#/components/schemas/') : published(part, io)]),
  )
}

function isNoise(name: string, value: unknown): boolean {
  return (
    (name === 'id' && typeof value === 'string') ||
    ((name === 'minimum' || name === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER)
  )
}

function isClosing(name: string, value: unknown): boolean {
  return name === 'additionalProperties' && value === false
}

export function openApiOf(rows: readonly Endpoint[], version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {}
  const schemas: Record<string, unknown> = { Problem: problemSchema }
  for (const row of rows) {
    const path = row.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operationOf(row, schemas) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'NexoRouter control API',
      version,
      description: 'What the dashboard and the command line use. Money is a decimal string in USD; instants are ISO 8601 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/control/v1' }],
    security: [{ management_key: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        management_key: { type: 'http', scheme: 'bearer', description: '`nxr-mgmt-...`' },
        session: { type: 'apiKey', in: 'cookie', name: '__Host-nexorouter', description: 'On plain HTTP of this machine: `nexorouter`.' },
      },
      schemas,
    },
  }
}

function operationOf(row: Endpoint, schemas: Record<string, unknown>): JsonSchema {
  const action = actionOf(row)
  return {
    operationId: operationName(row),
    summary: row.does,
    'x-scope': row.scope,
    ...(action !== undefined && { 'x-action': action }),
    ...(row.asks !== undefined && { 'x-asks': row.asks }),
    ...(row.scope === 'public' && { security: [] }),
    ...(row.asks !== undefined && { security: [{ session: [] }] }),
    parameters: parametersOf(row),
    ...(row.input !== undefined && {
      requestBody: {
        required: !row.input.safeParse({}).success,
        content: { 'application/json': { schema: jsonSchemaOf(row.input, 'input', schemas) } },
      },
    }),
    responses: {
      '2XX': { description: 'Done.', content: goodContentOf(row, schemas) },
      ...refusalsOf(row),
    },
  }
}

function goodContentOf({ output, streams }: Endpoint, schemas: Record<string, unknown>): JsonSchema {
  if (streams !== undefined) return Object.fromEntries(streams.map((type) => [type, { schema: { type: 'string' } }]))
  return { 'application/json': { schema: output === undefined ? {} : jsonSchemaOf(output, 'output', schemas) } }
}

/** By status, with the codes that may come with it. */
function refusalsOf(row: Endpoint): JsonSchema {
  const byStatus = Object.groupBy(problemCodesOf(row), (code) => problems[code].status)
  const content = { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => {
      const description = codes.map((code) => `\`${code}\`: ${problems[code].when}.`).join(' ')
      return [status, { description, 'x-codes': codes, content }]
    }),
  )
}

function parametersOf(row: Endpoint): readonly JsonSchema[] {
  const ids = [...row.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const asked = (row.query ?? []).map((name) => ({ name, in: 'query', required: false, schema: { type: 'string' } }))
  const account = { name: 'account_id', in: 'query', required: false, schema: { type: 'string' }, description: 'Another of your accounts.' }
  return [...ids, ...asked, ...(row.scope === 'public' ? [] : [account]), ...(takesIdempotencyKey(row) ? [idempotencyParameter] : [])]
}

const idempotencyParameter = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
  description: 'A text that is new for each new request: sent again with the same body within a day, the first answer is given again.',
}

const problemSchema = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'type', 'param', 'code', 'request_id'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        param: { type: ['string', 'null'], description: 'The field at fault.' },
        code: { type: 'string', enum: Object.keys(problems) },
        request_id: { type: 'string' },
      },
    },
  },
}
