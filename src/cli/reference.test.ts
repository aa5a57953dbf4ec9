// The reference pages and the schema say what the code does, no more and no less. `node src/cli/write-reference.ts` writes them anew.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { settings } from '../config-settings.ts'
import { configPage, configPageText, schemaFile, schemaText } from '../config-reference.ts'
import { clientTableFile, clientTableText, clientTypesFile, clientTypesText } from './client-types.ts'
import { cliPage, cliPageText } from './cli-reference.ts'
import { controlPage, controlPageText } from './control-reference.ts'
import { providersPage, providersPageText } from './providers-reference.ts'

const stored = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

for (const [path, text] of [
  [configPage, configPageText],
  [schemaFile, schemaText],
  [cliPage, cliPageText],
  [controlPage, controlPageText],
  [clientTypesFile, clientTypesText],
  [clientTableFile, clientTableText],
  [providersPage, providersPageText],
] as const) {
  test(`${path} is what the code says: run node src/cli/write-reference.ts after a change`, () => {
    assert.equal(stored(path), text())
  })
}

test('every setting has a reason, a variable of its own and, where it has one, a YAML path and flag of its own', () => {
  const rows = Object.values(settings)
  for (const column of ['env', 'yaml', 'flag'] as const) {
    const names = rows.map((row) => row[column]).filter((name) => name !== null)
    assert.equal(new Set(names).size, names.length, column)
  }
  for (const row of rows) assert.ok(row.why.length > 20, `${row.env} says why`)
})

test('every command of the issue stands on the page', () => {
  const page = cliPageText()
  for (const name of [
    'serve',
    'init',
    'doctor',
    'healthcheck',
    'keys create',
    'keys list',
    'keys revoke <key>',
    'keys enable <key>',
    'keys delete <key>',
    'credit add',
    'models list',
    'providers list',
    'providers test [provider]',
    'usage list',
    'backup <file>',
    'restore <file>',
    'audit verify',
    'setup-link',
    'version',
  ]) {
    assert.ok(page.includes(`## nexorouter ${name}\n`), name)
  }
  assert.ok(!/--(api-?key|secret|secret-key|password|token)(?![\w-])/.test(page), 'no secret in argv')
})
