// What may be allowed, by name: the rows of the table of permissions, as a session is told them. Knows no role.

export type Action =
  | 'account.read'
  | 'members.read'
  | 'self.write'
  | 'account.write'
  | 'keys.write'
  | 'keys.reveal'
  | 'members.write'
  | 'management_keys.write'
  | 'billing.write'
  | 'playground.use'
  | 'audit.read'
  | 'server.operate'
