// The pages as the navigation and the palette list them: name, place, icon, shortcut, and what a session must be allowed to do.
import {
  Activity,
  BellRing,
  BookOpen,
  Boxes,
  FlaskConical,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  ReceiptText,
  ScrollText,
  Server,
  Settings,
  ShieldCheck,
  Tags,
  Ticket,
  UserRound,
  UserRoundCog,
  Users,
} from 'lucide-react'
import type { Action } from '../../src/contract/permissions.ts'
import { paths } from '../paths.ts'

export interface NavItem {
  readonly label: string
  readonly to: string
  readonly icon: LucideIcon
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
      { label: 'Overview', to: paths.overview, icon: LayoutDashboard, key: 'o', needs: 'account.read' },
      { label: 'Usage Logs', to: paths.usage, icon: ScrollText, key: 'l', needs: 'account.read' },
      { label: 'API Keys', to: paths.keys, icon: KeyRound, key: 'k', needs: 'account.read' },
      { label: 'Playground', to: paths.playground, icon: FlaskConical, key: 'p', needs: 'playground.use' },
      { label: 'Models', to: paths.models, icon: Boxes, key: 'm' },
    ],
  },
  {
    name: 'Account',
    items: [
      { label: 'Billing', to: paths.billing, icon: ReceiptText, key: 'b', needs: 'account.read' },
      { label: 'Members', to: paths.members, icon: UserRound, needs: 'members.read' },
      { label: 'Audit log', to: paths.auditLog, icon: ShieldCheck, needs: 'audit.read' },
      { label: 'Settings', to: paths.settings, icon: Settings, key: 's', needs: 'account.read' },
    ],
  },
  {
    name: 'Help',
    items: [
      { label: 'Docs', to: paths.docs, icon: BookOpen, key: 'd' },
      { label: 'Status', to: paths.status, icon: Activity },
    ],
  },
  {
    name: 'Operator',
    items: [
      { label: 'Providers', to: paths.providers, icon: Plug, needs: 'server.operate' },
      { label: 'Models & prices', to: paths.prices, icon: Tags, needs: 'server.operate' },
      { label: 'Accounts', to: paths.accounts, icon: Users, needs: 'server.operate' },
      { label: 'Users', to: paths.users, icon: UserRoundCog, needs: 'server.operate' },
      { label: 'Vouchers', to: paths.vouchers, icon: Ticket, needs: 'server.operate' },
      { label: 'Alerts', to: paths.alerts, icon: BellRing, needs: 'server.operate' },
      { label: 'System', to: paths.system, icon: Server, needs: 'server.operate' },
    ],
  },
]
