// The map of the dashboard: one line per URL, each page in a chunk of its own. Who is not signed in is sent to the sign-in page.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { isSignedOut } from './api/client.ts'
import { keysQuery, modelsQuery, pricesQuery, sessionQuery } from './api/queries.ts'
import { queryClient } from './api/query-client.ts'
import { readUsageSearch } from './format/usage-search.ts'
import { Shell } from './layouts/shell.tsx'
import { CrashPage, LostPage } from './pages/lost.tsx'
import { paths } from './paths.ts'

const root = createRootRoute({ component: Outlet, notFoundComponent: LostPage, errorComponent: CrashPage })

/** How long the frame that the document shows may stand for want of answers. */
const firstAnswersMs = 700
const firstMoment = new Promise<void>((resolve) => setTimeout(resolve, firstAnswersMs))

/**
 * On the first visit a page is drawn once, with its answers, and not before and after them. Later the moment is over: who clicks sees
 * the page at once.
 */
const atFirst = (asked: Promise<unknown>): Promise<unknown> => Promise.race([asked, firstMoment])
const keysAhead = (): Promise<void> => queryClient.prefetchQuery(keysQuery)
const modelsAhead = (): Promise<void> => queryClient.prefetchQuery(modelsQuery)

/** Pages that need no account. */
const open = { getParentRoute: () => root }
const signIn = createRoute({
  ...open,
  path: paths.signIn,
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})
const setup = createRoute({ ...open, path: paths.setup, component: lazyRouteComponent(() => import('./pages/setup.tsx'), 'SetupPage') })

const signUp = createRoute({
  ...open,
  path: paths.signUp,
  component: lazyRouteComponent(() => import('./pages/sign-up.tsx'), 'SignUpPage'),
})
const invitation = createRoute({
  ...open,
  path: paths.invitation,
  component: lazyRouteComponent(() => import('./pages/invitation.tsx'), 'InvitationPage'),
})

const resetPassword = createRoute({
  ...open,
  path: paths.resetPassword,
  component: lazyRouteComponent(() => import('./pages/reset-password.tsx'), 'ResetPasswordPage'),
})

const oidcCallback = createRoute({
  ...open,
  path: paths.oidcCallback,
  component: lazyRouteComponent(() => import('./pages/oidc-callback.tsx'), 'OidcCallbackPage'),
})
/** Of a service of the list, which has an address of its own. */
const oidcServiceCallback = createRoute({
  ...open,
  path: `${paths.oidcCallback}/$service`,
  component: lazyRouteComponent(() => import('./pages/oidc-callback.tsx'), 'OidcCallbackPage'),
})

const shell = createRoute({ ...open, id: 'shell', component: Shell })
const inShell = { getParentRoute: () => shell }

/** Pages of an account. */
const account = createRoute({
  ...inShell,
  id: 'account',
  beforeLoad: async ({ location, matches }) => {
    // What the page is made of travels while the session is asked for.
    for (const { routeId } of matches) void router.routesById[routeId]?.options.component?.preload?.()
    try {
      await queryClient.ensureQueryData(sessionQuery)
    } catch (fault) {
      if (!isSignedOut(fault)) throw fault
      const next = location.href === paths.overview ? {} : { next: location.href }
      redirect({ to: paths.signIn, search: next, throw: true })
    }
  },
})
const inAccount = { getParentRoute: () => account }

const models = createRoute({ ...inShell, path: paths.models })
const inModels = { getParentRoute: () => models }
const modelsRoute = models.addChildren([
  createRoute({
    ...inModels,
    path: '/',
    loader: () => atFirst(modelsAhead()),
    component: lazyRouteComponent(() => import('./pages/models.tsx'), 'ModelsPage'),
  }),
  createRoute({ ...inModels, path: '$', component: lazyRouteComponent(() => import('./pages/model.tsx'), 'ModelPage') }),
])

const accountPages = [
  createRoute({
    ...inAccount,
    path: paths.overview,
    loader: async () => atFirst((await import('./pages/overview.tsx')).askAhead(queryClient)),
    component: lazyRouteComponent(() => import('./pages/overview.tsx'), 'OverviewPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.usage,
    validateSearch: readUsageSearch,
    loader: async ({ location }) => {
      const { askAhead } = await import('./pages/usage.tsx')
      return atFirst(askAhead(queryClient, readUsageSearch(location.search)))
    },
    component: lazyRouteComponent(() => import('./pages/usage.tsx'), 'UsagePage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.keys,
    loader: () => atFirst(keysAhead()),
    component: lazyRouteComponent(() => import('./pages/keys.tsx'), 'KeysPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.playground,
    loader: () => atFirst(Promise.all([keysAhead(), modelsAhead()])),
    component: lazyRouteComponent(() => import('./pages/playground.tsx'), 'PlaygroundPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.vouchers,
    component: lazyRouteComponent(() => import('./pages/operator/vouchers.tsx'), 'VouchersPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.billing,
    loader: async () => (await import('./pages/billing.tsx')).askAhead(queryClient),
    component: lazyRouteComponent(() => import('./pages/billing.tsx'), 'BillingPage'),
  }),
  createRoute({ ...inAccount, path: paths.members, component: lazyRouteComponent(() => import('./pages/members.tsx'), 'MembersPage') }),
  createRoute({
    ...inAccount,
    path: paths.auditLog,
    component: lazyRouteComponent(() => import('./pages/operator/audit-log.tsx'), 'AuditLogPage'),
  }),
  createRoute({ ...inAccount, path: paths.settings, component: lazyRouteComponent(() => import('./pages/settings.tsx'), 'SettingsPage') }),
  createRoute({
    ...inAccount,
    path: paths.providers,
    component: lazyRouteComponent(() => import('./pages/operator/providers.tsx'), 'ProvidersPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.prices,
    loader: () => atFirst(queryClient.prefetchQuery(pricesQuery())),
    component: lazyRouteComponent(() => import('./pages/operator/prices.tsx'), 'PricesPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.priceImport,
    component: lazyRouteComponent(() => import('./pages/operator/price-import.tsx'), 'PriceImportPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.accounts,
    component: lazyRouteComponent(() => import('./pages/operator/accounts.tsx'), 'AccountsPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.alerts,
    component: lazyRouteComponent(() => import('./pages/operator/alerts.tsx'), 'OperatorAlertsPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.users,
    component: lazyRouteComponent(() => import('./pages/operator/users.tsx'), 'UsersPage'),
  }),
  createRoute({
    ...inAccount,
    path: paths.system,
    component: lazyRouteComponent(() => import('./pages/operator/system.tsx'), 'SystemPage'),
  }),
] as const

const status = createRoute({
  ...inShell,
  path: paths.status,
  component: lazyRouteComponent(() => import('./pages/status.tsx'), 'StatusPage'),
})

const docs = createRoute({ ...inShell, path: paths.docs })
const inDocs = { getParentRoute: () => docs }
const docsRoute = docs.addChildren([
  createRoute({
    ...inDocs,
    path: '/',
    loader: async () => (await import('./pages/doc.tsx')).askAhead(queryClient),
    component: lazyRouteComponent(() => import('./pages/doc.tsx'), 'DocPage'),
  }),
  createRoute({
    ...inDocs,
    path: '$',
    loader: async ({ params }) => (await import('./pages/doc.tsx')).askAhead(queryClient, params._splat),
    component: lazyRouteComponent(() => import('./pages/doc.tsx'), 'DocPage'),
  }),
])

const routeTree = root.addChildren([
  signIn,
  signUp,
  setup,
  invitation,
  resetPassword,
  oidcCallback,
  oidcServiceCallback,
  shell.addChildren([docsRoute, modelsRoute, status, account.addChildren(accountPages)]),
])

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Every value of the URL is text, as it stands there: `?model=7` is a model called "7".
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const pairs = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
    return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
