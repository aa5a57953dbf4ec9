// Docs: the documentation of this server with its own address filled in, and a search over all of it.
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { BookOpen } from 'lucide-react'
import { useEffect, useState } from 'react'
import { paths } from '../paths.ts'
import { ButtonLink } from '../ui/button.tsx'
import { inputClass } from '../ui/field.tsx'
import { cx } from '../ui/cx.ts'
import { EmptyState, Skeleton } from '../ui/states.tsx'
import { type Doc, docGroups, docPages, isDocPage, loadAllDocs, loadDoc } from './docs/library.ts'
import { Markdown } from './docs/markdown.tsx'

export function DocPage() {
  const { _splat: page = 'guide/quickstart' } = useParams({ strict: false })
  const [typed, setTyped] = useState('')
  const all = useQuery({ queryKey: ['docs'], queryFn: loadAllDocs, staleTime: Number.POSITIVE_INFINITY }).data
  return (
    <div className="mx-auto grid w-full max-w-6xl gap-x-12 gap-y-6 px-4 py-6 sm:px-8 sm:py-9 xl:grid-cols-[13rem_1fr]">
      <aside className="xl:sticky xl:top-9 xl:self-start">
        <input
          type="search"
          aria-label="Search the documentation"
          placeholder="Search the documentation"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className={cx(inputClass, 'h-8')}
        />
        <div className="max-xl:hidden">
          <DocList docs={all} current={page} typed={typed} />
        </div>
        <details key={page} open={typed.trim() !== ''} className="mt-3 rounded-lg border border-line bg-surface px-4 py-2.5 xl:hidden">
          <summary className="text-quiet">
            Pages <span className="text-faint">now: {titleOf(all, page)}</span>
          </summary>
          <DocList docs={all} current={page} typed={typed} />
        </details>
      </aside>
      <Article page={page} />
    </div>
  )
}

function titleOf(docs: readonly Doc[] | undefined, page: string): string {
  return docs?.find((doc) => doc.page === page)?.title ?? page.split('/').at(-1) ?? page
}

function DocList({ docs, current, typed }: { docs: readonly Doc[] | undefined; current: string; typed: string }) {
  const wanted = typed.trim().toLowerCase()
  const found = wanted === '' ? docPages : (docs ?? []).filter((doc) => doc.text.toLowerCase().includes(wanted)).map((doc) => doc.page)
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
                    {titleOf(docs, page)}
                  </Link>
                  {wanted !== '' && <Excerpt doc={docs?.find((doc) => doc.page === page)} wanted={wanted} />}
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
function Excerpt({ doc, wanted }: { doc: Doc | undefined; wanted: string }) {
  if (doc === undefined) return null
  const at = doc.text.toLowerCase().indexOf(wanted)
  const text = doc.text.slice(Math.max(0, at - 30), at + wanted.length + 40).replace(/[#|`*\n]+/g, ' ')
  return <p className="line-clamp-2 text-xs text-faint">…{text}…</p>
}

function Article({ page }: { page: string }) {
  const query = useQuery({
    queryKey: ['doc', page],
    queryFn: () => loadDoc(page),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: isDocPage(page),
  })
  const title = query.data?.title
  useEffect(() => {
    document.title = `${title ?? 'Docs'} · NexoRouter`
    // The text arrives after the address was read: go to its heading now.
    if (title !== undefined && location.hash !== '') document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView()
  }, [title])
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
  if (query.data === undefined) return <Skeleton className="h-96 w-full max-w-2xl" />
  return (
    <article className="min-w-0 max-w-2xl">
      <Markdown text={query.data.text} page={page} />
      <p className="mt-12 border-t border-line pt-4 text-xs text-faint">
        As Markdown: <a className="underline" href={`/docs/${page}.md`}>{`/docs/${page}.md`}</a>
      </p>
    </article>
  )
}
