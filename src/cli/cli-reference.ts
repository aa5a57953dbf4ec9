// The reference page of all commands, written from the command tree itself. Runs no command.
import type { Command } from 'commander'
import { exitCodes } from './exit-codes.ts'
import { buildProgram } from './program.ts'

export const cliPage = 'docs/reference/cli.md'

/** The whole page. */
export function cliPageText(): string {
  const nobody = (): never => {
    throw new Error('the reference page runs no command')
  }
  const program = buildProgram({
    terminal: { interactive: false, colour: false, out: () => {}, err: () => {} },
    env: {},
    cwd: '/',
    clock: { now: nobody, elapsed: nobody },
    ask: nobody,
  })
  return [
    '# Commands',
    '',
    'In a clone: `node bin/nexorouter.js <command>`. The launcher runs under any Node from 18 on and finds one that is new enough by itself: the',
    'one that `npm ci` brought along, then any `node` on PATH; `NEXOROUTER_NODE=/path/to/node` names one.',
    '',
    'Commands work beside a running server, over a Unix socket with a token in the data folder, and on a stopped one. `--json` prints JSON with',
    'stable field names on standard output; messages go to standard error. Money in JSON is a decimal string. `NO_COLOR` turns colours off.',
    'No secret is ever taken as an argument: arguments are visible to every user of the machine.',
    '',
    '## Exit codes',
    '',
    '| code | when |',
    '|---|---|',
    ...Object.values(exitCodes).map(({ code, when }) => `| ${code} | ${when} |`),
    '',
    ...leaves(program).flatMap(commandSection),
  ].join('\n')
}

/** Every command that does something, with its full name. */
export function leaves(command: Command, parents: readonly string[] = []): { readonly name: string; readonly command: Command }[] {
  return command.commands.flatMap((child) => {
    const path = [...parents, child.name()]
    return child.commands.length > 0 ? leaves(child, path) : [{ name: path.join(' '), command: child }]
  })
}

function commandSection({ name, command }: { readonly name: string; readonly command: Command }): string[] {
  const args = command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`))
  const rows = command.options.map((option) => {
    const needed = option.mandatory ? ' (required)' : ''
    const shown = option.defaultValue === undefined || option.defaultValue === '' ? '' : `; default \`${String(option.defaultValue)}\``
    return `| \`${option.flags}\` | ${option.description}${needed}${shown} |`
  })
  const table = rows.length === 0 ? [] : ['', '| flag | meaning |', '|---|---|', ...rows]
  return [`## nexorouter ${[name, ...args].join(' ')}`, '', `${command.description()}.`, ...table, '']
}
