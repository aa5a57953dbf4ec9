// Settings of the common form -> members of one wire's request, by that wire's own table. What the table has no row for is dropped by name.
import type { CommonRequest, SettingName, Settings, SettingValues } from './common-request.ts'
import type { Fields } from './wire-fields.ts'

/** Puts one value into the request; false: this wire cannot carry it, or not as it is. */
type SettingWriter<T> = (value: T, fields: Fields) => boolean | void

export type SettingTable = { readonly [name in SettingName]?: SettingWriter<SettingValues[name]> }

/** A setting that this wire has under another name. */
export function renamed(name: string): SettingWriter<unknown> {
  return (value, fields) => {
    fields[name] = value
  }
}

/** OpenAI takes no longer name for a caller's user; agents of other dialects send whole objects in it. */
const userLengthMax = 64

export function shortUser(user: string, fields: Fields): boolean {
  if (user.length > userLengthMax) return false
  fields['user'] = user
  return true
}

/** Of a model that does not reason: no reasoning is what a caller gets who wants none. */
export function noReasoning({ effort, budgetTokens }: SettingValues['reasoning']): boolean {
  return effort === 'none' || budgetTokens === 0
}

/** What wires without a word for it lose of tools and of the shape of an answer. */
export function unsaid(
  { tools, format }: Settings,
  wire: { readonly strictTools: boolean; readonly grammars: boolean; readonly described: boolean },
): string[] {
  const all = tools?.value ?? []
  const described = format?.value.kind === 'schema' && format.value.description !== undefined
  return [
    ...(!wire.strictTools && all.some(({ strict }) => strict === true) ? ['tools.strict'] : []),
    ...(!wire.grammars && all.some(({ custom }) => custom?.format !== undefined) ? ['tools.format'] : []),
    ...(!wire.described && described ? [`${format.from}.description`] : []),
  ]
}

export interface WrittenSettings {
  readonly fields: Fields
  /** In the caller's own words. */
  readonly dropped: string[]
}

export function writeSettings(request: CommonRequest, table: SettingTable): WrittenSettings {
  const fields: Fields = {}
  const dropped = [...request.left]
  for (const name of Object.keys(request.settings) as SettingName[]) {
    const setting = request.settings[name]
    if (setting === undefined) continue
    const write = table[name] as SettingWriter<unknown> | undefined
    if (write === undefined || write(setting.value, fields) === false) dropped.push(setting.from)
  }
  return { fields, dropped }
}

/** The tools that may be called and how: a wire without a list of allowed tools is sent the allowed ones only. */
export function allowedTools({ tools, toolChoice }: Settings): SettingValues['tools'] {
  const all = tools?.value ?? []
  const choice = toolChoice?.value
  return choice?.kind === 'allowed' ? all.filter((tool) => choice.names.includes(tool.name)) : all
}

/** Thinking budgets in tokens as words, and back: what vendors document as roughly equal. */
const efforts: readonly (readonly [effort: string, budgetTokens: number])[] = [
  ['minimal', 1_024],
  ['low', 4_096],
  ['medium', 16_384],
  ['high', 32_768],
  ['xhigh', 65_536],
  ['max', 131_072],
]

export function effortOf(budgetTokens: number): string {
  return efforts.find(([, most]) => budgetTokens <= most)?.[0] ?? 'max'
}

export function budgetOf(effort: string): number {
  return efforts.find(([name]) => name === effort)?.[1] ?? 16_384
}
