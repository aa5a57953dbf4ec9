// The pages as the navigation and the palette list them: name, place, icon, shortcut, and what a session must be allowed to do.
import {
  BookOpen,
  Boxes,
  KeyRound,
  LayoutDashboard,
  type LucideIcon,
  Plug,
  ReceiptText,
  ScrollText,
  Server,
  Settings,
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
      { label: 'Models', to: paths.models, icon: Boxes, key: 'm', needs: 'read' },
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
    items: [{ label: 'Docs', to: paths.docs, icon: BookOpen, key: 'd' }],
  },
  {
    name: 'Operator',
    items: [
      { label: 'Providers', to: paths.providers, icon: Plug, needs: 'operator' },
      { label: 'Accounts', to: paths.accounts, icon: Users, needs: 'operator' },
      { label: 'System', to: paths.system, icon: Server, needs: 'operator' },
    ],
  },
]
