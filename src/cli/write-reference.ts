// Writes the pages and the schema that tests pin to the code: `node src/cli/write-reference.ts`. Decides nothing.
import { writeFileSync } from 'node:fs'
import { configPage, configPageText, schemaFile, schemaText } from '../config-reference.ts'
import { clientTableFile, clientTableText, clientTypesFile, clientTypesText } from './client-types.ts'
import { cliPage, cliPageText } from './cli-reference.ts'
import { controlPage, controlPageText } from './control-reference.ts'

if (import.meta.main) {
  for (const [path, text] of [
    [configPage, configPageText()],
    [schemaFile, schemaText()],
    [cliPage, cliPageText()],
    [controlPage, controlPageText()],
    [clientTypesFile, clientTypesText()],
    [clientTableFile, clientTableText()],
  ] as const) {
    writeFileSync(new URL(`../../${path}`, import.meta.url), text)
  }
}
