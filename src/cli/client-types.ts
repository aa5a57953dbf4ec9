// The types and the table of operations of the published client, written from the description of the control API. Knows no files.
import { endpoints } from '../control/endpoints.ts'
import { openApiOf } from '../control/openapi.ts'

export const clientTypesFile = 'clients/control-api/operations.d.ts'
export const clientTableFile = 'clients/control-api/operations.js'

interface SchemaNode {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Record<string, SchemaNode>
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly oneOf?: readonly SchemaNode[]
  readonly allOf?: readonly SchemaNode[]
  readonly additionalProperties?: SchemaNode | boolean
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
}

interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: { readonly required: boolean; readonly content: Record<string, { readonly schema: SchemaNode }> }
  readonly responses: { readonly '2XX': { readonly content: Record<string, { readonly schema: SchemaNode }> } }
}

interface Described {
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, SchemaNode> }
}

const described = (): Described => openApiOf(endpoints, '') as unknown as Described

function operations(): { readonly method: string; readonly path: string; readonly operation: Operation }[] {
  const { paths } = described()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
}

const head = '// Written by `node src/cli/write-reference.ts` from the table of endpoints; a test pins it. Do not edit.'

export function clientTableText(): string {
  const rows = operations().map(({ method, path, operation }) => {
    const json = isJson(operation)
    return `  '${operation.operationId}': { method: '${method}', path: '${path}', json: ${json} },`
  })
  return [head, '/** Every operation of the control API by its name. */', 'export const operations = {', ...rows, '}', ''].join('\n')
}

export function clientTypesText(): string {
  const { schemas } = described().components
  const named = Object.entries(schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema, '')}\n`)
  const rows = operations().flatMap(({ operation }) => [
    `  /** ${operation.summary} */`,
    `  '${operation.operationId}': {`,
    `    ids: ${membersOf(operation.parameters, 'path', '')}`,
    `    query: ${membersOf(operation.parameters, 'query', '?')}`,
    `    body: ${bodyOf(operation)}`,
    `    answer: ${answerOf(operation)}`,
    '  }',
  ])
  const table =
    'export declare const operations: { readonly [Name in keyof Operations]: { readonly method: string; readonly path: string; readonly json: boolean } }'
  return [
    head,
    '',
    ...named,
    '/** By name: what each operation takes and gives. */',
    'export interface Operations {',
    ...rows,
    '}',
    '',
    table,
    '',
  ].join('\n')
}

function membersOf(parameters: readonly Parameter[], where: Parameter['in'], mark: '' | '?'): string {
  const found = parameters.filter((one) => one.in === where)
  if (found.length === 0) return 'Record<string, never>'
  const type = where === 'query' ? 'string | number | boolean | undefined' : 'string'
  return `{ ${found.map(({ name }) => `${name}${mark}: ${type}`).join('; ')} }`
}

function bodyOf({ requestBody }: Operation): string {
  const schema = requestBody?.content['application/json']?.schema
  if (schema === undefined) return 'undefined'
  return `${typeOf(schema, '    ')}${requestBody?.required === true ? '' : ' | undefined'}`
}

/** What is not JSON is given as the Response itself. */
function answerOf({ responses }: Operation): string {
  const json = responses['2XX'].content['application/json']
  return json === undefined || !isJson({ responses }) ? 'Response' : typeOf(json.schema, '    ')
}

function isJson({ responses }: Pick<Operation, 'responses'>): boolean {
  return Object.keys(responses['2XX'].content).every((type) => type === 'application/json')
}

function typeOf(node: SchemaNode, indent: string): string {
  if (node.$ref !== undefined) return node.$ref.slice(node.$ref.lastIndexOf('/') + 1)
  if (node.const !== undefined) return JSON.stringify(node.const)
  if (node.enum !== undefined) return node.enum.map((option) => JSON.stringify(option)).join(' | ')
  const either = node.anyOf ?? node.oneOf
  if (either !== undefined) return [...new Set(either.map((one) => typeOf(one, indent)))].join(' | ')
  if (node.allOf !== undefined) return node.allOf.map((one) => typeOf(one, indent)).join(' & ')
  if (Array.isArray(node.type)) return node.type.map((type: string) => typeOf({ ...node, type }, indent)).join(' | ')
  if (node.type === 'array') return `Array<${node.items === undefined ? 'unknown' : typeOf(node.items, indent)}>`
  if (node.type === 'object') return objectOf(node, indent)
  const plain: Readonly<Record<string, string>> = {
    string: 'string',
    integer: 'number',
    number: 'number',
    boolean: 'boolean',
    null: 'null',
  }
  return plain[String(node.type)] ?? 'unknown'
}

function objectOf({ properties, required = [], additionalProperties }: SchemaNode, indent: string): string {
  if (properties === undefined) {
    const values = typeof additionalProperties === 'object' ? typeOf(additionalProperties, indent) : 'unknown'
    return `Record<string, ${values}>`
  }
  const inside = `${indent}  `
  const lines = Object.entries(properties).flatMap(([name, part]) => [
    ...(part.description === undefined ? [] : [`${inside}/** ${part.description.replaceAll('*/', '* /')} */`]),
    `${inside}${/^\w+$/.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(part, inside)}`,
  ])
  if (lines.length === 0) return 'Record<string, never>'
  const more =
    typeof additionalProperties === 'object' && Object.keys(additionalProperties).length === 0 ? ' & Record<string, unknown>' : ''
  return `{\n${lines.join('\n')}\n${indent}}${more}`
}
