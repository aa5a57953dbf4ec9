// What every command is given, and how flags become a configuration. Knows no command.
import type { Clock } from '../base/clock.ts'
import { type Config, type ConfigInput, loadConfig, locateDataFolder } from '../config.ts'
import type { SettingName } from '../config-settings.ts'
import { providerRegistry } from '../providers/registry.ts'
import { CliFailure } from './exit-codes.ts'
import type { Terminal } from './output.ts'
import { serveFlags } from './setting-flags.ts'

export interface CliContext {
  readonly terminal: Terminal
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly clock: Clock
  /** One line from a person; undefined when nobody can answer. */
  readonly ask: (question: string) => Promise<string | undefined>
}

/** Flags as commander hands them over, by setting name. */
export type SettingFlags = Partial<Record<SettingName, string>>

export function inputOf(context: CliContext, flags: SettingFlags): ConfigInput {
  const given: SettingFlags = {}
  for (const name of serveFlags) {
    if (flags[name] !== undefined) given[name] = flags[name]
  }
  return { flags: given, env: context.env, cwd: context.cwd, registry: providerRegistry }
}

/** Throws one failure that lists every mistake. */
export function configOf(context: CliContext, flags: SettingFlags): Config {
  const result = loadConfig(inputOf(context, flags))
  if (result.ok) return result.value
  const count = result.problem.length === 1 ? 'one mistake' : `${result.problem.length} mistakes`
  const lines = result.problem.map(({ where, message }) => `  ${where}: ${message}`)
  throw new CliFailure('configuration', `the configuration has ${count}; nothing was started or changed\n${lines.join('\n')}`)
}

export function dataFolderOf(context: CliContext, flags: SettingFlags): string {
  return locateDataFolder(inputOf(context, flags))
}
