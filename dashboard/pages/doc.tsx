// Docs: the documentation of this server with its own address filled in, and a search over all of it.
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { paths } from '../paths.ts'
import { ButtonLink } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { cx } from '../ui/cx.ts'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { docGroups, docPages, isDocPage, loadDoc, loadTexts, titleOf } from './docs/library.ts'
import { Markdown } from './docs/markdown.tsx'

const firstPage = 'guide/quickstart'

const docQuery = (page: string) =>
  queryOptions({ queryKey: ['doc', page], queryFn: () => loadDoc(page), staleTime: Number.POSITIVE_INFINITY, enabled: isDocPage(page) })

/** Before the page is drawn: the text comes with the server's own files, and takes the place of the one before it at once. */
export async function askAhead(queries: QueryClient, page = firstPage): Promise<void> {
  if (isDocPage(page)) await queries.prefetchQuery(docQuery(page))
}

export function DocPage() {
  const { _splat: page = firstPage } = useParams({ strict: false })
  const [typed, setTyped] = useState('')
  const [searching, setSearching] = useState(false)
  const texts = useQuery({ queryKey: ['docs'], queryFn: loadTexts, staleTime: Number.POSITIVE_INFINITY, enabled: searching }).data
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-x-12 gap-y-6 px-4 py-6 sm:px-8 sm:py-9 xl:grid-cols-[13rem_1fr]">
      <aside className="xl:sticky xl:top-9 xl:self-start">
        <input
          type="search"
          aria-label="Search the documentation"
          placeholder="Search the documentation"
          value={typed}
          onFocus={() => setSearching(true)}
          onChange={(event) => setTyped(event.target.value)}
          className={cx(inputClass, 'h-8')}
        />
        <div className="max-xl:hidden">
          <DocList texts={texts} current={page} typed={typed} />
        </div>
        <details key={page} open={typed.trim() !== ''} className="mt-3 rounded-lg border border-line bg-surface px-4 py-2.5 xl:hidden">
          <summary className="text-quiet">
            Pages <span className="text-faint">now: {titleOf(page)}</span>
          </summary>
          <DocList texts={texts} current={page} typed={typed} />
        </details>
      </aside>
      <Article page={page} />
    </div>
  )
}

interface DocListProps {
  /** Undefined until somebody searches. */
  readonly texts: ReadonlyMap<string, string> | undefined
  readonly current: string
  readonly typed: string
}

function DocList({ texts, current, typed }: DocListProps) {
  const wanted = typed.trim().toLowerCase()
  const mentions = (page: string): boolean => texts?.get(page)?.toLowerCase().includes(wanted) !== false
  const found = docPages.filter(mentions)
  if (found.length === 0) return <p className="mt-4 text-quiet">No page mentions “{typed}”.</p>
  return (
    <nav aria-label="Documentation" className="mt-5 space-y-5 max-xl:mt-3 max-xl:columns-2 max-xl:gap-x-8">
      {docGroups.map(({ name, folder }) => {
        const pages = found.filter((page) => page.startsWith(`${folder}/`))
        if (pages.length === 0) return null
        return (
          <div key={folder}>
            <h2 className="mb-1 text-xs font-medium text-faint">{name}</h2>
            <ul>
              {pages.map((page) => (
                <li key={page}>
                  <Link
                    to={paths.docOf(page)}
                    aria-current={page === current ? 'page' : undefined}
                    className={cx('block rounded-md py-1 hover:text-ink', page === current ? 'font-medium text-accent' : 'text-quiet')}
                  >
                    {titleOf(page)}
                  </Link>
                  {wanted !== '' && <Excerpt text={texts?.get(page)} wanted={wanted} />}
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

/** The first place where the words stand. */
function Excerpt({ text, wanted }: { text: string | undefined; wanted: string }) {
  if (text === undefined) return null
  const at = text.toLowerCase().indexOf(wanted)
  const near = text.slice(Math.max(0, at - 30), at + wanted.length + 40).replace(/[#|`*\n]+/g, ' ')
  return <p className="line-clamp-2 text-xs text-faint">…{near}…</p>
}

function Article({ page }: { page: string }) {
  const tokens = useQuery(docQuery(page)).data
  const isThere = tokens !== undefined
  useEffect(() => {
    document.title = `${isDocPage(page) ? titleOf(page) : 'Docs'} · NexoRouter`
    // The text arrives after the address was read: go to its heading now.
    if (isThere && location.hash !== '') document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
  }, [page, isThere])
  if (!isDocPage(page)) {
    return (
      <EmptyState
        icon={<BookOpen size={18} />}
        title="There is no such page"
        action={
          <ButtonLink to={paths.docs} weight="primary">
            To the quickstart
          </ButtonLink>
        }
      >
        The documentation has no page “{page}”.
      </EmptyState>
    )
  }
  if (tokens === undefined) return <Skeleton className="h-96 w-full max-w-2xl" />
  return (
    <article className="min-w-0 max-w-2xl">
      <Markdown tokens={tokens} page={page} />
      <p className="mt-12 border-t border-line pt-4 text-xs text-faint">
        As Markdown: <a className="underline" href={`/docs/${page}.md`}>{`/docs/${page}.md`}</a>
      </p>
    </article>
  )
}
