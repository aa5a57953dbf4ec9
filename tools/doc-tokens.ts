// The documentation as the dashboard carries it: read as Markdown when it is built, so that no browser has to. Knows no components.
import { readFileSync } from 'node:fs'
import { lexer, type Token } from 'marked'
import type { Plugin } from 'vite'

/** What a page is drawn from: `dashboard/pages/docs/markdown.tsx`. */
const drawn = new Set(['type', 'depth', 'text', 'ordered', 'items', 'tokens', 'header', 'rows', 'href'])
/** Of these everything that is drawn stands in the fields above; of all others the Markdown itself is shown. */
const understood = new Set(
  'blockquote br code codespan em escape heading hr link list list_item paragraph space strong table text'.split(' '),
)

/** The tokens of a text with nothing in them that is not drawn. */
export function docTokens(markdown: string): readonly Token[] {
  const kept = function (this: unknown, field: string, value: unknown): unknown {
    if (field === '' || Array.isArray(this)) return value
    const token = this as { readonly type?: string; readonly tokens?: unknown }
    if (field === 'raw') return token.type === undefined || understood.has(token.type) ? undefined : value
    // What has parts is drawn from them; a heading's text is also its name in links.
    if (field === 'text' && token.tokens !== undefined && token.type !== 'heading') return undefined
    // A cell says whether it is of the header, which its table says too.
    if (field === 'header' && typeof value === 'boolean') return undefined
    return drawn.has(field) ? value : undefined
  }
  return JSON.parse(JSON.stringify(lexer(markdown), kept)) as readonly Token[]
}

export function docTitle(path: string, markdown: string): string {
  return /^# (.+)$/m.exec(markdown)?.[1] ?? path
}

/** `page.md?tokens` is the JSON of its tokens, as text; `page.md?title` is its title. */
export function docModules(): Plugin {
  return {
    name: 'documentation',
    load(id) {
      const [path = '', query] = id.split('?')
      if (!path.endsWith('.md') || (query !== 'tokens' && query !== 'title')) return null
      const markdown = readFileSync(path, 'utf8')
      const value = query === 'title' ? docTitle(path, markdown) : JSON.stringify(docTokens(markdown))
      return { code: `export default ${JSON.stringify(value)}`, moduleType: 'js' }
    },
  }
}
