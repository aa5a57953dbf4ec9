// The roles of people in an account, in the words of the dashboard. The server decides what each may do.
import type { MemberJson } from '../../../src/contract/members-api.ts'
import type { Option } from '../../ui/select.tsx'

export type Role = MemberJson['role']

export const roleOptions: readonly Option<Role>[] = [
  { value: 'viewer', label: 'Viewer', hint: 'reads' },
  { value: 'developer', label: 'Developer', hint: 'and makes keys' },
  { value: 'admin', label: 'Admin', hint: 'and manages people and billing' },
  { value: 'owner', label: 'Owner', hint: 'everything' },
]
