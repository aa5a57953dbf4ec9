// The pages as the navigation and the palette list them: name, place, icon, shortcut, and what a session must be allowed to do.
import {
  Activity,
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
  Ticket,
  Users,
} from 'lucide-react'
import { paths } from '../paths.ts'

export interface NavItem {
  readonly label: string
  readonly to: string
  readonly icon: LucideIcon
  /** The second key after `g`. */
  readonly key?: string
  readonly needs?: 'read' | 'account' | 'operator'
}

export interface NavGroup {
  readonly name: string | null
  readonly items: readonly NavItem[]
}

export const nav: readonly NavGroup[] = [
  {
    name: null,
    items: [
      { label: 'Overview', to: paths.overview, icon: LayoutDashboard, key: 'o', needs: 'read' },
      { label: 'Usage Logs', to: paths.usage, icon: ScrollText, key: 'l', needs: 'read' },
      { label: 'API Keys', to: paths.keys, icon: KeyRound, key: 'k', needs: 'read' },
      { label: 'Playground', to: paths.playground, icon: FlaskConical, key: 'p', needs: 'account' },
      { label: 'Models', to: paths.models, icon: Boxes, key: 'm' },
    ],
  },
  {
    name: 'Account',
    items: [
      { label: 'Billing', to: paths.billing, icon: ReceiptText, key: 'b', needs: 'read' },
      { label: 'Settings', to: paths.settings, icon: Settings, key: 's', needs: 'read' },
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
      { label: 'Providers', to: paths.providers, icon: Plug, needs: 'operator' },
      { label: 'Accounts', to: paths.accounts, icon: Users, needs: 'operator' },
      { label: 'Vouchers', to: paths.vouchers, icon: Ticket, needs: 'operator' },
      { label: 'System', to: paths.system, icon: Server, needs: 'operator' },
    ],
  },
]
