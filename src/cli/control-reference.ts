// The reference page of the control API, written from the table of endpoints and their schemas. Knows no files.
import { type Grant, permissions, roles } from '../access/role.ts'
import { actionOf } from '../control/authorize.ts'
import type { Endpoint } from '../control/endpoint.ts'
import { endpoints } from '../control/endpoints.ts'
import { jsonSchemaOf } from '../control/openapi.ts'
import { operationName } from '../control/operation-name.ts'

export const controlPage = 'docs/reference/control-api.md'

interface SchemaNode {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly properties?: Record<string, SchemaNode>
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** The whole page. */
export function controlPageText(): string {
  return [
    '# Control API',
    '',
    'Everything that the dashboard and the command line do, under `/control/v1`. This page is written from the table of endpoints; the same as',
    'OpenAPI 3.1: `GET /control/v1/openapi.json`. Refusals are listed in [problems.md](problems.md).',
    '',
    ...rules,
    '## Who may do what',
    '',
    'A management key has a scope; a person has a role in each account, and may operate the server. `operator` in this table is an operator',
    'on an account that he is no member of.',
    '',
    ...permissionTable(),
    '',
    '## Endpoints',
    '',
    '| endpoint | name | scope | action | what |',
    '|---|---|---|---|---|',
    ...endpoints.map(endpointRow),
    '',
    ...endpoints.flatMap(endpointSection),
  ].join('\n')
}

const rules = [
  "- **Credential**: `Authorization: Bearer nxr-mgmt-...`, or the session cookie of somebody who signed in. The command line on the server's own",
  '  machine has the scope `local`. Each scope covers those before it: `public`, `read`, `account`, `operator`, `local`.',
  '- **Account**: `?account_id=` on any endpoint names another account that you are a member of; an operator may name every one. For everybody',
  '  else other accounts, and their objects, do not exist (404).',
  '- **Person**: endpoints marked so refuse management keys. **Confirmed**: the person proved who they are within the last 5 minutes, by signing',
  '  in or by `POST /control/v1/session/confirm`; else 403 `confirmation_required`.',
  '- **Bodies** are JSON; unknown fields and unknown query parameters are refused by name. Answers are never cached.',
  '- **Money** is a decimal string in USD (`"0.000042"`), with the exact quota beside it (1 USD = 500 000 quota). **Instants** are ISO 8601 in UTC.',
  '- **Lists** are `{"data": [...], "next": ...}`: give `next` as `after` to get the next page; null at the end. `limit` is 1 to 1000, 50 unless you',
  '  say otherwise. Models, prices and providers come whole.',
  '- **Rates**: one session or management key may make 600 calls a minute, all of an account together 3 000 (`control.requests_per_minute`,',
  '  `control.account_requests_per_minute`); beyond it 429 `rate_limit_exceeded` with `retry-after`. `x-ratelimit-limit`, `-remaining` and `-reset`',
  '  (seconds) on every answer say what is left. The command line has no such limit.',
  '- **Repeating a write**: with an `Idempotency-Key` header, new for each new request, a write that is sent again within a day is answered as before',
  '  and not done twice.',
  '- **Browsers** may change something only from a page of this server (`Origin` / `Sec-Fetch-Site`). Signing in works on loopback or behind TLS',
  '  (`NEXOROUTER_PUBLIC_URL=https://...`) only.',
  '- **Guessing**: twenty wrong credentials, links or passwords of one address within a minute make the next ones wait with 429, and so do twenty',
  '  wrong passwords for one user. Requests without a credential do not count, and a right key or session of the same address keeps working.',
  '',
]

function permissionTable(): string[] {
  const columns: readonly Grant[] = [...roles, 'operator']
  const rows = Object.entries(permissions).map(([action, grants]: [string, readonly Grant[]]) => {
    const marks = columns.map((column) => (grants.includes(column) ? 'yes' : ''))
    return `| \`${action}\` | ${marks.join(' | ')} |`
  })
  return [`| action | ${columns.join(' | ')} |`, `|---|${columns.map(() => '---').join('|')}|`, ...rows]
}

const titleOf = (row: Endpoint): string => `\`${row.method} /control/v1${row.path.replaceAll(/:(\w+)/g, '{$1}')}\``

function endpointRow(row: Endpoint): string {
  const action = actionOf(row)
  const asks = { person: 'person', person_or_local: 'person', confirmed: 'person, confirmed' }
  const who = `${row.scope}${row.asks === undefined ? '' : ` (${asks[row.asks]})`}`
  return `| ${titleOf(row)} | \`${operationName(row)}\` | ${who} | ${action === undefined ? '' : `\`${action}\``} | ${row.does} |`
}

function endpointSection(row: Endpoint): string[] {
  const taken = row.input === undefined ? [] : fieldRows(plainSchema(row.input, 'input'), 'body')
  const asked = (row.query ?? []).map((name) => `| query | \`${name}\` | | |`)
  const given = row.output === undefined ? [] : fieldRows(plainSchema(row.output, 'output'), 'answer')
  const sent = (row.streams ?? []).map((type) => `| answer | | \`${type}\` | |`)
  const fields = [...taken, ...asked, ...given, ...sent]
  if (fields.length === 0) return []
  const refusals = row.refuses === undefined ? [] : [`Also refused with ${row.refuses.map((code) => `\`${code}\``).join(', ')}.`, '']
  return [`### ${titleOf(row)}`, '', '| in | field | value | |', '|---|---|---|---|', ...fields, '', ...refusals]
}

/** With what it refers to in place. */
function plainSchema(schema: Parameters<typeof jsonSchemaOf>[0], io: 'input' | 'output'): SchemaNode {
  const named: Record<string, unknown> = {}
  const follow = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(follow)
    if (typeof value !== 'object' || value === null) return value
    const { $ref, ...rest } = value as Record<string, unknown>
    const meant = typeof $ref === 'string' ? (named[$ref.slice($ref.lastIndexOf('/') + 1)] as object) : {}
    return Object.fromEntries(Object.entries({ ...meant, ...rest }).map(([name, part]) => [name, follow(part)]))
  }
  return follow(jsonSchemaOf(schema, io, named)) as SchemaNode
}

function fieldRows(schema: SchemaNode, where: 'body' | 'answer'): string[] {
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).map(([name, field]) => {
    const optional = where === 'body' && !required.has(name) ? 'optional' : ''
    return `| ${where} | \`${name}\`${optional === '' ? '' : ` (${optional})`} | ${typeOf(field)} | ${field.description ?? ''} |`
  })
}

function typeOf(field: SchemaNode): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``
  if (field.enum) return field.enum.map((option) => `\`${String(option)}\``).join(', ')
  if (field.anyOf) return [...new Set(field.anyOf.map(typeOf))].join(' or ')
  if (field.items) return `list of ${field.items.properties ? `{ ${namesOf(field.items)} }` : typeOf(field.items)}`
  if (field.properties) return `{ ${namesOf(field)} }`
  if (field.format === 'date-time') return 'instant'
  if (Array.isArray(field.type)) return field.type.map((type: string) => typeOf({ type })).join(' or ')
  const plain: Readonly<Record<string, string>> = { string: 'text', integer: 'whole number', boolean: '`true`, `false`', null: '`null`' }
  return plain[String(field.type)] ?? String(field.type ?? 'any')
}

const namesOf = (node: SchemaNode): string =>
  Object.keys(node.properties ?? {})
    .map((name) => `\`${name}\``)
    .join(', ')
