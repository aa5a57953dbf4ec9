// The pages of the dashboard as the server routes them and the dashboard links to them. Knows no HTTP and no components.

/** Every path that answers with the dashboard's one document. `{id}` stands for the rest of the path: model IDs contain slashes. */
export const dashboardPaths = {
  overview: '/',
  setup: '/setup',
  signIn: '/sign-in',
  signUp: '/sign-up',
  invitation: '/invitation',
  resetPassword: '/reset-password',
  oidcCallback: '/sign-in/callback',
  oidcServiceCallback: '/sign-in/callback/{id}',
  models: '/models',
  model: '/models/{id}',
  keys: '/keys',
  usage: '/usage',
  playground: '/playground',
  billing: '/billing',
  docs: '/docs',
  doc: '/docs/{id}',
  status: '/status',
  members: '/members',
  settings: '/settings',
  providers: '/operator/providers',
  prices: '/operator/prices',
  priceImport: '/operator/prices/import',
  accounts: '/operator/accounts',
  users: '/operator/users',
  vouchers: '/operator/vouchers',
  alerts: '/operator/alerts',
  auditLog: '/operator/audit-log',
  system: '/operator/system',
} as const

export type DashboardPage = keyof typeof dashboardPaths
