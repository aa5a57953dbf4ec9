// The pages as the navigation, the palette and the keyboard know them: name, place, shortcut, and what a session must be allowed to do.
import type { Action } from '../../src/contract/permissions.ts'
import { paths } from '../paths.ts'

export interface NavItem {
  readonly label: string
  readonly to: string
  /** The second key after `g`. */
  readonly key?: string
  readonly needs?: Action
}

export interface NavGroup {
  readonly name: string | null
  readonly items: readonly NavItem[]
}

export const nav: readonly NavGroup[] = [
  {
    name: null,
    items: [
      { label: 'Overview', to: paths.overview, key: 'o', needs: 'account.read' },
      { label: 'Usage Logs', to: paths.usage, key: 'l', needs: 'account.read' },
      { label: 'API Keys', to: paths.keys, key: 'k', needs: 'account.read' },
      { label: 'Playground', to: paths.playground, key: 'p', needs: 'playground.use' },
      { label: 'Models', to: paths.models, key: 'm' },
    ],
  },
  {
    name: 'Account',
    items: [
      { label: 'Billing', to: paths.billing, key: 'b', needs: 'account.read' },
      { label: 'Members', to: paths.members, needs: 'members.read' },
      { label: 'Audit log', to: paths.auditLog, needs: 'audit.read' },
      { label: 'Settings', to: paths.settings, key: 's', needs: 'account.read' },
    ],
  },
  {
    name: 'Help',
    items: [
      { label: 'Docs', to: paths.docs, key: 'd' },
      { label: 'Status', to: paths.status },
    ],
  },
  {
    name: 'Operator',
    items: [
      { label: 'Providers', to: paths.providers, needs: 'server.operate' },
      { label: 'Models & prices', to: paths.prices, needs: 'server.operate' },
      { label: 'Accounts', to: paths.accounts, needs: 'server.operate' },
      { label: 'Users', to: paths.users, needs: 'server.operate' },
      { label: 'Vouchers', to: paths.vouchers, needs: 'server.operate' },
      { label: 'Alerts', to: paths.alerts, needs: 'server.operate' },
      { label: 'System', to: paths.system, needs: 'server.operate' },
    ],
  },
]
