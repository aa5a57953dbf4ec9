// The control API as an OpenAPI 3.1 document, derived from the table of endpoints. Knows no sockets and nothing that the table does not say.
import { z } from 'zod'
import { problems } from '../contract/problems.ts'
import { actionOf } from './authorize.ts'
import type { Endpoint } from './endpoint.ts'
import { operationName } from './operation-name.ts'

/** JSON Schema, as plain data. */
export type JsonSchema = { readonly [key: string]: unknown }

/** What a schema takes (`input`) or gives (`output`), without the marks that OpenAPI repeats for the whole document. */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return body
}

export function openApiOf(rows: readonly Endpoint[], version: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const row of rows) {
    const path = row.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [row.method.toLowerCase()]: operationOf(row) }
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
      schemas: { Problem: problemSchema },
    },
  }
}

function operationOf(row: Endpoint): JsonSchema {
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
        content: { 'application/json': { schema: jsonSchemaOf(row.input, 'input') } },
      },
    }),
    responses: {
      '2XX': {
        description: 'Done.',
        content: { 'application/json': { schema: row.output === undefined ? {} : jsonSchemaOf(row.output, 'output') } },
      },
      default: { description: 'Refused.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  }
}

function parametersOf(row: Endpoint): readonly JsonSchema[] {
  const ids = [...row.path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const asked = (row.query ?? []).map((name) => ({ name, in: 'query', required: false, schema: { type: 'string' } }))
  const account = { name: 'account_id', in: 'query', required: false, schema: { type: 'string' }, description: 'Another of your accounts.' }
  return [...ids, ...asked, ...(row.scope === 'public' ? [] : [account])]
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
