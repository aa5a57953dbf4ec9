// What stands at the top of each page: read by the page itself and by the build, which paints it before any script. Knows no components.
import type { DashboardPage } from '../src/contract/dashboard-paths.ts'

export interface PageHead {
  readonly title: string
  readonly lead?: string
  /** For tables that want the whole width. */
  readonly wide?: boolean
}

export const heads = {
  overview: { title: 'Overview' },
  usage: {
    title: 'Usage Logs',
    lead: 'Every request of this account: what it cost, how long it took, and why it ended. Times are UTC.',
    wide: true,
  },
  keys: {
    title: 'API Keys',
    lead: 'One key for each program, with a budget that it cannot exceed, whatever runs with it.',
    wide: true,
  },
  models: {
    title: 'Models',
    lead: 'What a key may call, by the ID to put into “model”. Prices are in USD per million tokens.',
    wide: true,
  },
  playground: {
    title: 'Playground',
    lead: 'Try models with a key’s own scope, limits and budget. What runs here is billed like any request.',
    wide: true,
  },
  billing: { title: 'Billing', lead: 'Prepaid: what is spent was there before. A balance never goes below zero.' },
  members: { title: 'Members', lead: 'Who may see and change this account.' },
  settings: { title: 'Settings' },
  status: {
    title: 'Status',
    lead: 'The share of tries that worked, by UTC day. Mistakes of callers and empty balances do not count against it.',
  },
  providers: { title: 'Providers', lead: 'The vendors that answer. Credentials are written once and never shown again.' },
  prices: {
    title: 'Models & prices',
    lead: 'What customers pay, in USD per million tokens. A change appends a version; charges keep the one that they were made with.',
    wide: true,
  },
  accounts: { title: 'Accounts', lead: 'Everybody who pays on this server.', wide: true },
  users: { title: 'Users', lead: 'Everybody who may sign in here, whatever their accounts.', wide: true },
  vouchers: { title: 'Vouchers', lead: 'Codes that an account turns into credit, once each.', wide: true },
  alerts: {
    title: 'Alerts',
    lead: 'What this server noticed and only you can mend. Alerts of accounts about their balance are in Billing.',
  },
  auditLog: {
    title: 'Audit log',
    lead: 'Everything that changed something here, by whom and from where. Times are UTC.',
    wide: true,
  },
  system: { title: 'System', lead: 'This server, as it is now. The page looks again every few seconds.' },
} as const satisfies { readonly [page in DashboardPage]?: PageHead }
