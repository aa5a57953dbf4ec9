// The reference page of all settings and the published schema, written from the tables themselves. Knows no files.
import { publishedSchema } from './config-schema.ts'
import type { Setting } from './config-kinds.ts'
import { settings } from './config-settings.ts'

export const configPage = 'docs/reference/config.md'
export const schemaFile = 'schema/nexorouter.schema.json'

/** The text of the published JSON Schema. */
export function schemaText(): string {
  return `${JSON.stringify(publishedSchema(), null, 2)}\n`
}

interface SchemaNode {
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly string[]
  readonly properties?: Record<string, SchemaNode>
  readonly required?: readonly string[]
  readonly items?: SchemaNode
  readonly anyOf?: readonly SchemaNode[]
}

/** The whole page. */
export function configPageText(): string {
  const rows = Object.values(settings as Record<string, Setting<unknown>>)
  const fields = (publishedSchema() as SchemaNode).properties ?? {}
  const providers = itemsOf(fields['providers'])
  const models = itemsOf(fields['models'])
  return [
    '# Settings',
    '',
    'Flags win over environment variables, these over `nexorouter.yaml`, this over the defaults. All mistakes are reported together, each',
    'with its file, line and column, its variable or its flag; nothing starts and nothing changes then. An empty variable counts as unset.',
    '',
    'The YAML file is `nexorouter.yaml` beside the data folder, or the one that `NEXOROUTER_CONFIG` names. Its schema for editors is',
    '[schema/nexorouter.schema.json](../../schema/nexorouter.schema.json):',
    '',
    '```yaml',
    '# yaml-language-server: $schema=./schema/nexorouter.schema.json',
    '```',
    '',
    '`${NAME}` inside a value is replaced by that environment variable; `${NAME:-default}` has a default; `$${` is a plain `${`. A variable',
    'that is not set is a mistake.',
    '',
    '## All settings',
    '',
    '| YAML | variable | flag | default | value | why |',
    '|---|---|---|---|---|---|',
    ...rows.map(settingRow),
    '',
    'Secrets (`NEXOROUTER_SECRET_KEY`, vendor keys, variables inside the YAML) can come from a file: set `<NAME>_FILE` to its path instead.',
    '',
    '## oidc_services',
    '',
    'Services that sign people in beside the one of `oidc.issuer`, in the order of their buttons: docs/guide/sign-in.md.',
    '',
    ...fieldTable(itemsOf(fields['oidc_services'])),
    '',
    '## providers',
    '',
    'A vendor comes up when its key stands in the environment (`OPENAI_API_KEY`, `DEEPSEEK_API_KEY`, ...); `nexorouter providers list` shows',
    'which did. A value that is one of our own keys is never taken, and `OPENAI_BASE_URL` is ignored. Everything else is listed here:',
    '',
    ...fieldTable(providers),
    '',
    '## models',
    '',
    'A model listed here replaces the shipped one of the same ID. Prices are decimal numbers, kept digit for digit.',
    '',
    ...fieldTable(models),
    '',
    '### offers of a model',
    '',
    ...fieldTable(itemsOf(models?.properties?.['offers'])),
    '',
    ...priceSections(models?.properties?.['price_usd_per_million']),
  ].join('\n')
}

function priceSections(price: SchemaNode | undefined): string[] {
  return [
    '### price_usd_per_million, cost_usd_per_million',
    '',
    'Absent is never free: what a request may incur and has no price is refused, with the name of the field that asks for it.',
    '',
    ...fieldTable(price),
    '',
    '### tiers of a price',
    '',
    'The size of the prompt decides for the whole request, output too. What a step leaves out costs what it costs below.',
    '',
    ...fieldTable(itemsOf(price?.properties?.['tiers'])),
    '',
    '### windows of a price',
    '',
    'The instant at which the request arrives decides. What an hour leaves out costs what it costs at other times; the tiers are its own.',
    '',
    '```yaml',
    'price_usd_per_million:',
    '  input: 0.27',
    '  output: 1.10',
    '  windows:',
    '    - { from: "16:30", until: "00:30", input: 0.135, output: 0.55 }',
    '```',
    '',
    ...fieldTable(itemsOf(price?.properties?.['windows'])),
    '',
  ]
}

function itemsOf(node: SchemaNode | undefined): SchemaNode | undefined {
  return node?.items ?? node?.anyOf?.find((option) => option.items)?.items
}

const code = (text: string | null): string => (text === null || text === '' ? '' : `\`${text}\``)

function settingRow(setting: Setting<unknown>): string {
  const value = setting.unit === '' ? setting.expects : `${setting.expects} (${setting.unit})`
  const cells = [code(setting.yaml), code(setting.env), code(setting.flag), code(setting.shown), value, setting.why]
  return `| ${cells.join(' | ')} |`
}

function fieldTable(node: SchemaNode | undefined): string[] {
  const required = new Set(node?.required ?? [])
  const rows = Object.entries(node?.properties ?? {}).map(
    ([name, field]) => `| \`${name}\` | ${required.has(name) ? 'yes' : ''} | ${typeOf(field)} | ${field.description ?? ''} |`,
  )
  return ['| field | required | value | what |', '|---|---|---|---|', ...rows]
}

function typeOf(field: SchemaNode): string {
  if (field.enum) return field.enum.map((option) => `\`${option}\``).join(', ')
  if (field.items) return `list of ${typeOf(field.items)}`
  if (field.anyOf) return [...new Set(field.anyOf.map(typeOf))].join(' or ')
  if (field.properties) return 'map'
  if (Array.isArray(field.type)) return 'decimal number'
  return { string: 'text', integer: 'whole number', boolean: '`true`, `false`', object: 'map' }[String(field.type)] ?? String(field.type)
}
