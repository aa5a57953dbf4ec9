// What a session may do, so that no control is shown that would be refused. The server decides; this only spares the click.

const rank: Readonly<Record<string, number>> = { read: 1, account: 2, operator: 3, local: 4 }

export function may(scope: string | undefined, needed: 'read' | 'account' | 'operator'): boolean {
  return (rank[scope ?? ''] ?? 0) >= (rank[needed] as number)
}
