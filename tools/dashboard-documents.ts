// One document per page of the dashboard: its title, its frame as it will stand, and a head start for what it needs. Knows no server.
import { dashboardPaths, type DashboardPage } from '../src/contract/dashboard-paths.ts'
import { heads, type PageHead } from '../dashboard/heads.ts'

/** A script of the build, as the bundler tells of it. */
export interface BuiltScript {
  readonly fileName: string
  /** The source file behind it where it is loaded by its own name, absolute; null otherwise. */
  readonly facadeModuleId: string | null
  readonly imports: readonly string[]
}

interface PageSource {
  /** Below `dashboard/pages`. */
  readonly module: string
  /** `open`: needs no account and has no navigation. */
  readonly frame: 'shell' | 'open'
  readonly title?: string
  /** A further module that is wanted at once, by the end of its name. */
  readonly beside?: string
  /** What is asked first, of the control API, whoever looks. */
  readonly asks: readonly string[]
}

const shell = (module: string, ...asks: readonly string[]): PageSource => ({ module, frame: 'shell', asks: ['/session', ...asks] })
const open = (module: string, title: string, ...asks: readonly string[]): PageSource => ({ module, frame: 'open', title, asks })

const sources: Readonly<Record<DashboardPage, PageSource>> = {
  overview: shell('overview', '/keys'),
  setup: open('setup', 'Set up'),
  signIn: open('sign-in', 'Sign in', '/sign-in'),
  signUp: open('sign-up', 'Create an account'),
  invitation: open('invitation', 'Invitation'),
  resetPassword: open('reset-password', 'Forgot your password?'),
  oidcCallback: open('oidc-callback', 'Sign in'),
  oidcServiceCallback: open('oidc-callback', 'Sign in'),
  models: shell('models', '/public/models'),
  model: shell('model', '/public/models'),
  keys: shell('keys', '/keys'),
  usage: shell('usage'),
  playground: shell('playground', '/keys', '/public/models'),
  billing: shell('billing', '/billing'),
  docs: { ...shell('doc'), beside: 'docs/guide/quickstart.md?tokens' },
  doc: shell('doc'),
  status: shell('status', '/public/status'),
  members: shell('members', '/members'),
  settings: shell('settings'),
  providers: shell('operator/providers', '/providers'),
  prices: shell('operator/prices'),
  priceImport: shell('operator/price-import'),
  accounts: shell('operator/accounts', '/accounts'),
  users: shell('operator/users', '/users'),
  vouchers: shell('operator/vouchers', '/vouchers'),
  alerts: shell('operator/alerts'),
  auditLog: shell('operator/audit-log'),
  system: shell('operator/system', '/status'),
}

/** What `dashboard/main.tsx` starts one after the other, whichever page it is. */
const startModules = ['dashboard/start/react.ts', 'dashboard/start/routing.ts', 'dashboard/start/mount.tsx']

/** Where the server finds the document of a page. */
export const documentOf = (page: DashboardPage): string => `pages/${page}.html`

/**
 * Name and text of each document. `index` is what the bundler wrote, with an empty root; `pagesFolder` is absolute and ends in a slash.
 * Throws where a page has no script of its own: then the table above is out of date.
 */
export function pageDocuments(index: string, scripts: readonly BuiltScript[], pagesFolder: string): ReadonlyMap<string, string> {
  const byName = new Map(scripts.map((script) => [script.fileName, script]))
  const reach = (name: string, seen: Set<string>): Set<string> => {
    if (!seen.has(name)) {
      seen.add(name)
      for (const next of byName.get(name)?.imports ?? []) reach(next, seen)
    }
    return seen
  }
  const filesOf = (module: string | undefined): readonly string[] =>
    scripts.flatMap(({ fileName, facadeModuleId: id }) => (module !== undefined && id?.endsWith(module) === true ? [fileName] : []))
  const starting = startModules.flatMap(filesOf)
  const documents = (Object.keys(dashboardPaths) as DashboardPage[]).map((page) => {
    const { module, frame, title, asks, beside } = sources[page]
    const script = scripts.find(({ facadeModuleId }) => facadeModuleId === `${pagesFolder}${module}.tsx`)
    if (script === undefined) throw new Error(`The page "${page}" has no script: see dashboard/routes.tsx and tools/dashboard-documents.ts`)
    const wanted = new Set<string>()
    for (const name of [...starting, script.fileName, ...filesOf(beside)]) reach(name, wanted)
    const further = [...wanted].filter((name) => !index.includes(`/${name}"`))
    const links = [
      ...further.map((name) => `<link rel="modulepreload" fetchpriority="low" crossorigin href="/${name}">`),
      ...asks.map((path) => `<link rel="preload" as="fetch" crossorigin href="/control/v1${path}">`),
    ]
    const head: PageHead | undefined = page in heads ? heads[page as keyof typeof heads] : undefined
    const name = head?.title ?? title
    const text = index
      .replace('<title>NexoRouter</title>', () => `<title>${name === undefined ? '' : `${escape(name)} · `}NexoRouter</title>`)
      // Whatever paints comes first.
      .replaceAll(/<(?:script type="module"|link rel="modulepreload")/g, '$& fetchpriority="low"')
      .replace('</head>', () => `  ${links.join('\n    ')}\n  </head>`)
      .replace('<div id="root"></div>', () => `<div id="root">${frame === 'shell' ? shellFrame(head) : openFrame}</div>`)
    return [documentOf(page), text] as const
  })
  return new Map(documents)
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** ui/logo.tsx, as it stands in a document. */
const wordmark =
  '<span class="inline-flex items-center gap-2.5"><svg width="22" height="22" viewBox="0 0 24 24" fill="none" aria-hidden="true" class="shrink-0">' +
  '<rect width="24" height="24" rx="6.5" class="fill-accent"></rect><path d="M5.6 6.2c4.2 0 4.6 5.8 8.4 5.8M5.6 17.8c4.2 0 4.6-5.8 8.4-5.8M5.6 12H14" ' +
  'class="stroke-accent-ink" stroke-opacity="0.72" stroke-width="1.7" stroke-linecap="round"></path><circle cx="16.9" cy="12" r="2.6" ' +
  'class="fill-accent-ink"></circle></svg><span class="text-[0.9375rem] font-semibold tracking-[-0.01em]">NexoRouter</span></span>'

const bone = (size: string): string => `<span aria-hidden="true" class="block animate-pulse-soft rounded bg-line ${size}"></span>`

/** layouts/shell.tsx and ui/page.tsx before anything is known: the same boxes in the same places, so that nothing moves when they are filled. */
function shellFrame(head: PageHead | undefined): string {
  const width = head?.wide === true ? 'max-w-[88rem]' : 'max-w-5xl'
  const title =
    head === undefined
      ? bone('h-7 w-24')
      : `<h1 class="text-[1.375rem] leading-7 font-semibold tracking-[-0.015em]">${escape(head.title)}</h1>`
  const lead = head?.lead === undefined ? '' : `<p class="mt-1 max-w-2xl text-quiet">${escape(head.lead)}</p>`
  return (
    '<div class="min-h-dvh lg:grid lg:grid-cols-[15.5rem_1fr]">' +
    `<div class="sticky top-0 hidden h-dvh border-r border-line lg:block"><div class="flex h-full flex-col gap-4 px-3 py-4"><span class="mx-2 flex self-start">${wordmark}</span></div></div>` +
    `<header class="sticky top-0 z-10 flex h-13 items-center justify-between border-b border-line bg-paper/90 px-4 backdrop-blur lg:hidden"><span class="flex">${wordmark}</span></header>` +
    `<main class="min-w-0 outline-none"><div class="mx-auto w-full px-4 py-6 sm:px-8 sm:py-9 ${width}">` +
    `<header class="mb-7 flex flex-wrap items-end justify-between gap-x-6 gap-y-3"><div class="min-w-0">${title}${lead}</div></header>` +
    `${bone('h-48 w-full rounded-md')}</div></main></div>`
  )
}

/** pages/open-frame.tsx before its form is there. */
const openFrame = `<main class="flex min-h-dvh items-center justify-center px-5 py-10">${wordmark}</main>`
