// What an invitation says in a mail. Knows no mail server.
import type { Invitation } from '../../access/user.ts'

export function invitationMail(
  { role, invitedBy, expiresAtMs }: Pick<Invitation, 'role' | 'invitedBy' | 'expiresAtMs'>,
  accountName: string,
  url: string,
): { readonly subject: string; readonly text: string } {
  const until = `${new Date(expiresAtMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return {
    subject: `You are invited to ${accountName} on NexoRouter`,
    text: `${invitedBy} invites you to the account "${accountName}" with the role ${role}.\n\nOpen this link to accept. It works once, until ${until}:\n${url}\n\nIf you expected none, ignore this mail: nothing happens without the link.\n`,
  }
}
