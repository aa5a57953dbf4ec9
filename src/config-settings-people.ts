// The settings of people: how they get mail, who may come in, what they may see again. Knows no mail server.
import { choice, integer, text, url } from './config-kinds.ts'

const smtpPattern =
  /^smtps?:\/\/(?:[^\s:@/?#]+(?::[^\s@/?#]*)?@)?(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?\/?$/
const fromPattern = /^(?:[^<>"\p{Cc}]{1,100} <[^\s<>@",;:]+@[^\s<>@",;:]+>|[^\s<>@",;:]+@[^\s<>@",;:]+)$/u

export const peopleSettings = {
  reveal: choice({
    yaml: 'reveal',
    of: ['on', 'off'],
    fallback: 'on',
    why: 'whether an encrypted copy of each key is kept so that its owner can see it again; `off` keeps the hash only',
  }),
  signUp: choice({
    yaml: 'people.sign_up',
    of: ['off', 'on'],
    fallback: 'off',
    why: 'whether strangers may make themselves an account; otherwise people come in by invitation',
  }),
  sessionHours: integer({
    yaml: 'people.session_hours',
    min: 1,
    max: 8_760,
    fallback: 168,
    unit: 'hours',
    why: 'how long a browser stays signed in: a week, so that nobody types a password daily and a forgotten browser still ends',
  }),
  smtpUrl: url({
    yaml: null,
    env: 'NEXOROUTER_SMTP_URL',
    expects: 'smtp://user:password@host:587 or smtps://user:password@host:465; special characters of the password as in URLs (%40 is @)',
    pattern: smtpPattern,
    fallback: '',
    secret: true,
    why: 'the mail server that takes invitations, reset codes and alerts; without it they are shown to the operator instead',
  }),
  mailFrom: text({
    yaml: 'mail.from',
    env: 'NEXOROUTER_MAIL_FROM',
    expects: 'an address such as router@example.com, or a name and an address: NexoRouter <router@example.com>',
    pattern: fromPattern,
    fallback: '',
    why: 'who mail comes from; needed together with NEXOROUTER_SMTP_URL, and has to be one that the mail server lets you use',
  }),
  mailTls: choice({
    yaml: 'mail.starttls',
    of: ['require', 'when_offered'],
    fallback: 'require',
    why: 'with smtp:// to another machine: mail carries codes, so it is not sent in the clear; `when_offered` for a relay inside your network',
  }),
} as const
