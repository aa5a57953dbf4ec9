// The documentation as the dashboard carries it: the same Markdown files that stand in the repository, read by the build. Knows no components.
import type { Token } from 'marked'

const tokens = import.meta.glob<string>('../../../docs/{guide,concepts,reference}/*.md', { query: '?tokens', import: 'default' })
const texts = import.meta.glob<string>('../../../docs/{guide,concepts,reference}/*.md', { query: '?raw', import: 'default' })
const titles = import.meta.glob<string>('../../../docs/{guide,concepts,reference}/*.md', {
  query: '?title',
  import: 'default',
  eager: true,
})

/** `../../../docs/guide/quickstart.md` -> `guide/quickstart`. */
const byPage = <Value>(files: Record<string, Value>): ReadonlyMap<string, Value> =>
  new Map(Object.entries(files).map(([path, value]) => [path.replace(/^.*\/docs\//, '').replace(/\.md$/, ''), value]))

const tokenLoaders = byPage(tokens)
const textLoaders = byPage(texts)
const titleOfPage = byPage(titles)

export const docGroups = [
  { name: 'Guide', folder: 'guide' },
  { name: 'Concepts', folder: 'concepts' },
  { name: 'Reference', folder: 'reference' },
] as const

/** What comes first in each group; the rest follows by name. */
const firstPages = [
  'guide/quickstart',
  'guide/sdks',
  'guide/tools',
  'guide/tasks',
  'guide/costs',
  'guide/routing',
  'guide/billing',
  'guide/troubleshooting',
  'reference/http-api',
  'reference/problems',
]

const orderOf = (page: string): number => (firstPages.includes(page) ? firstPages.indexOf(page) : firstPages.length)

export const docPages: readonly string[] = [...titleOfPage.keys()].toSorted((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))

export function isDocPage(page: string): boolean {
  return titleOfPage.has(page)
}

export function titleOf(page: string): string {
  return titleOfPage.get(page) ?? page
}

/** The documents name this address; who reads them here wants the one of this server. */
const withOwnAddress = (text: string): string => text.replaceAll('http://localhost:3001', location.origin)

/** What the page is drawn from; empty where there is no such page. Rejects like `import` does. */
export async function loadDoc(page: string): Promise<readonly Token[]> {
  const json = await tokenLoaders.get(page)?.()
  return json === undefined ? [] : (JSON.parse(withOwnAddress(json)) as readonly Token[])
}

/** The text of each page, for who searches in it. */
export async function loadTexts(): Promise<ReadonlyMap<string, string>> {
  const loaded = await Promise.all([...textLoaders].map(async ([page, load]) => [page, withOwnAddress(await load())] as const))
  return new Map(loaded)
}
