// Writes the pages and the schema that tests pin to the code: `node src/cli/write-reference.ts`. Decides nothing.
import { readdirSync, writeFileSync } from 'node:fs'
import { configPage, configPageText, schemaFile, schemaText } from '../config-reference.ts'
import { clientTableFile, clientTableText, clientTypesFile, clientTypesText } from './client-types.ts'
import { registryText } from '../providers/registry-text.ts'
import { cliPage, cliPageText } from './cli-reference.ts'
import { controlPage, controlPageText } from './control-reference.ts'
import { providersPage, providersPageText } from './providers-reference.ts'

if (import.meta.main) {
  for (const [path, text] of [
    [configPage, configPageText()],
    [schemaFile, schemaText()],
    [cliPage, cliPageText()],
    ['src/providers/registry.ts', registryText(readdirSync(new URL('../providers', import.meta.url)))],
    [controlPage, controlPageText()],
    [clientTypesFile, clientTypesText()],
    [clientTableFile, clientTableText()],
    [providersPage, providersPageText()],
  ] as const) {
    writeFileSync(new URL(`../../${path}`, import.meta.url), text)
  }
}
