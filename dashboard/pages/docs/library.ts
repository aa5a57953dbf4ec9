// The documentation as the dashboard carries it: the same Markdown files that stand in the repository. Knows no components.

const files = import.meta.glob<string>('../../../docs/{guide,concepts,reference}/*.md', { query: '?raw', import: 'default' })

/** `guide/quickstart` -> its loader. */
const loaders = new Map(Object.entries(files).map(([path, load]) => [path.replace(/^.*\/docs\//, '').replace(/\.md$/, ''), load]))

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

export const docPages: readonly string[] = [...loaders.keys()].toSorted((a, b) => orderOf(a) - orderOf(b) || (a < b ? -1 : 1))

export function isDocPage(page: string): boolean {
  return loaders.has(page)
}

export interface Doc {
  readonly page: string
  readonly title: string
  /** With this server's address in the place of the one of the examples. */
  readonly text: string
}

export async function loadDoc(page: string): Promise<Doc> {
  const load = loaders.get(page)
  const text = load === undefined ? '' : await load()
  const title = /^# (.+)$/m.exec(text)?.[1] ?? page
  return { page, title, text: text.replaceAll('http://localhost:3001', location.origin) }
}

export function loadAllDocs(): Promise<readonly Doc[]> {
  return Promise.all(docPages.map(loadDoc))
}
