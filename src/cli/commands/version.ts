// `version`: what runs here. Knows nothing else.
import type { CliContext } from '../context.ts'
import { json } from '../output.ts'
import { readVersion } from '../version.ts'

export async function version({ terminal }: CliContext, flags: { readonly json?: boolean }): Promise<void> {
  const versions = { nexorouter: readVersion(), node: process.versions.node, sqlite: process.versions.sqlite ?? null }
  if (flags.json) terminal.out(json(versions))
  else terminal.out(`nexorouter ${versions.nexorouter} (Node ${versions.node}, SQLite ${versions.sqlite ?? 'none'})\n`)
}
