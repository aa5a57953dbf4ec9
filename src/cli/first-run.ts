// How the secrets of a first start are shown, once: on a terminal, or in a file of mode 600. Creates none of them.
import { join } from 'node:path'
import { paint, type Terminal } from './output.ts'
import { writePrivateFile } from './private-file.ts'

/** Only hashes (and the sealed copy for reveal) stay behind. */
export interface FirstRun {
  readonly apiKey: string
  readonly managementKey: string
  readonly setupUrl: string
}

export interface Greeting {
  /** Where people reach this server, without a trailing slash. */
  readonly publicUrl: string
  /** The model of the curl line; null when no model can be called yet. */
  readonly model: string | null
  readonly dataFolder: string
  /** The command that starts it; null: it runs already, so the curl line works. */
  readonly start: string | null
  /** The command that makes a new setup link. */
  readonly link: string
}

/** The block of the first start on a terminal. The curl line works when pasted. */
export function firstRunBlock(first: FirstRun, greeting: Greeting, terminal: Pick<Terminal, 'colour'>): string {
  const title = (text: string): string => paint(terminal, 'bold', text)
  const body = JSON.stringify({ model: greeting.model, messages: [{ role: 'user', content: 'Say hello' }] })
  const call =
    greeting.model === null
      ? '  No model can be called yet: connect a provider (docs/reference/config.md).\n'
      : `  curl ${greeting.publicUrl}/v1/chat/completions \\\n    -H "Authorization: Bearer ${first.apiKey}" \\\n` +
        `    -H "Content-Type: application/json" \\\n    -d '${body}'\n`
  const simulation = greeting.model?.startsWith('nexo-demo')
    ? `  ${paint(terminal, 'dim', `${greeting.model} is a simulation: it needs no vendor account and uses demo credit.`)}\n`
    : ''
  return (
    `\n${title(greeting.start === null ? 'NexoRouter is ready.' : 'The data folder is ready.')} These secrets are shown once; keep them.\n\n` +
    `  ${title('Dashboard')}       ${first.setupUrl}\n                  ${paint(terminal, 'dim', `single use, 15 minutes; a new one: ${greeting.link}`)}\n` +
    `  ${title('API key')}         ${first.apiKey}\n  ${title('Management key')}  ${first.managementKey}\n` +
    `  ${title('Credit')}          $5 of demo credit\n  ${title('Data')}            ${greeting.dataFolder}\n\n` +
    `${greeting.start === null ? '' : `${title('Start it')}\n  ${greeting.start}\n\n`}${title(greeting.start === null ? 'Try it' : 'Then try it')}\n${call}${simulation}\n`
  )
}

export const firstRunFile = 'first-run.json'

/** For output that is not a terminal: a log must never hold a secret. Mode 600. */
export function writeFirstRunFile(folder: string, first: FirstRun): string {
  const path = join(folder, firstRunFile)
  const body = { api_key: first.apiKey, management_key: first.managementKey, setup_url: first.setupUrl }
  writePrivateFile(path, `${JSON.stringify(body, null, 2)}\n`)
  return path
}
