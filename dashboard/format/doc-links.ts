// Where a link in the documentation leads inside the dashboard, and how a heading is named in an address. Knows no components.

/** `## Keys and credit` -> `keys-and-credit`, as code hosts do it. */
export function headingId(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-')
}

export type DocLink =
  | { readonly kind: 'page'; readonly page: string; readonly heading?: string }
  | { readonly kind: 'heading'; readonly heading: string }
  | { readonly kind: 'outside'; readonly href: string }
  /** Of the repository, but no page here. */
  | { readonly kind: 'none' }

/** `page` is the page that holds the link, such as `guide/quickstart`; `known` says which pages there are. */
export function docLink(href: string, page: string, known: (page: string) => boolean): DocLink {
  if (/^https?:\/\//.test(href)) return { kind: 'outside', href }
  const [path = '', heading] = href.split('#', 2)
  if (path === '') return heading === undefined ? { kind: 'none' } : { kind: 'heading', heading }
  const parts = [...page.split('/').slice(0, -1), ...path.split('/')]
  const target: string[] = []
  for (const part of parts) {
    if (part === '..') target.pop()
    else if (part !== '.') target.push(part)
  }
  const name = target.join('/').replace(/\.md$/, '')
  if (!path.endsWith('.md') || !known(name)) return { kind: 'none' }
  return heading === undefined ? { kind: 'page', page: name } : { kind: 'page', page: name, heading }
}
