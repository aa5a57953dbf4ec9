// A command for a person to paste: the program as it can be started here, with the settings that were given by flag. Starts nothing.
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { settings } from '../config-settings.ts'
import type { CliContext, SettingFlags } from './context.ts'
import { dataFlags, serveFlags } from './setting-flags.ts'

/** `words` are the command and its own arguments. What came from the environment is there for the pasted command, too. */
export function pastedCommand({ cwd }: Pick<CliContext, 'cwd'>, flags: SettingFlags, words: string): string {
  const names = words === 'serve' ? serveFlags : dataFlags
  const given = names.flatMap((name) => (flags[name] === undefined ? [] : [settings[name].flag ?? '', quoted(flags[name])]))
  return [program(cwd), words, ...given].join(' ')
}

/** A clone has no `nexorouter` on the path; a published package is no TypeScript. */
function program(cwd: string): string {
  if (!import.meta.url.endsWith('.ts')) return 'nexorouter'
  const launcher = fileURLToPath(new URL('../../bin/nexorouter.js', import.meta.url))
  const below = relative(cwd, launcher)
  return `node ${quoted(below.startsWith('..') ? launcher : below)}`
}

function quoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
