// The text of registry.ts, made from the names of the record files beside it. Knows no vendor.

/** Files of the folder that are no records. */
export const notRecords: ReadonlySet<string> = new Set([
  ...['provider.ts', 'registry.ts', 'registry-text.ts', 'generic.ts', 'base-url.ts', 'fill-parts.ts'],
])

/** `azure-deployments.ts` exports `azureDeployments`. */
export function exportOf(file: string): string {
  return file.replace(/\.ts$/, '').replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** `files`: names in the folder, others than records among them. */
export function registryText(files: readonly string[]): string {
  const records = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !notRecords.has(name)).toSorted()
  return [
    '// Every vendor we know, one record each. Written by `npm run reference` from the files beside it; adds nothing to the records.',
    ...records.map((file) => `import { ${exportOf(file)} } from './${file}'`),
    "import type { ProviderRecord } from './provider.ts'",
    '',
    '/** By name of their files. */',
    'export const providerRegistry: readonly ProviderRecord[] = [',
    ...records.map((file) => `  ${exportOf(file)},`),
    ']',
    '',
  ].join('\n')
}
