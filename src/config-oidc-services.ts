// The list of further services that sign people in, beside the one of the scalar settings. Opens no connection.
import { z } from 'zod'
import { Secret } from './base/secret.ts'
import type { ConfigMistake, YamlReading } from './config-yaml.ts'
import { identitySettings } from './config-settings-identity.ts'

export interface OidcServiceSetting {
  readonly id: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret<string>
  /** Empty: none was given. */
  readonly name: string
}

const { oidcIssuer, oidcClientId, oidcName } = identitySettings

export const oidcServiceSchema = z.strictObject(
  {
    id: z
      .string('must be a text')
      .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and - (at most 40), starting with a letter or digit')
      .refine((id) => id !== 'default', 'must not be `default`, which is the service of `oidc.issuer`')
      .meta({ description: 'Part of its redirect URI, `<public URL>/sign-in/callback/<id>`; never change it afterwards.' }),
    issuer: oidcIssuer.schema.meta({ description: '`google`, or the https address of an OpenID Connect issuer.' }),
    client_id: oidcClientId.schema.meta({ description: 'How the service knows this server.' }),
    client_secret: z
      .string('must be a text')
      .regex(/^\S{1,1000}$/, 'must be the client secret that the service gave this server, such as ${GITLAB_CLIENT_SECRET}')
      .meta({ description: 'Write `${NAME}`, so that the secret stays in the environment.' }),
    name: oidcName.schema.meta({ description: 'What its button calls it; without it `Google`, or the host of the issuer.' }).optional(),
  },
  'must be a map with id, issuer, client_id and client_secret',
)

/** What `google` stands for, in every place that names an issuer. */
export function issuerOf(named: string): string {
  return named === 'google' ? 'https://accounts.google.com' : named
}

type Listed = z.infer<typeof oidcServiceSchema>

/** `single`: the issuer of the scalar settings. Two services of one issuer would be one identity under two names. */
export function readOidcServices(
  listed: readonly (Listed | undefined)[],
  { reading, mistakes, single }: { readonly reading: YamlReading; readonly mistakes: ConfigMistake[]; readonly single: string },
): OidcServiceSetting[] {
  const ids = new Set<string>()
  const issuers = new Set(single === '' ? [] : [issuerOf(single)])
  const services: OidcServiceSetting[] = []
  for (const [index, entry] of listed.entries()) {
    if (entry === undefined) continue
    const tell = (field: string, message: string): void =>
      void mistakes.push({ where: reading.locate(['oidc_services', index, field]), message })
    if (ids.has(entry.id)) tell('id', `the service id ${entry.id} is used twice; ids are unique`)
    if (issuers.has(issuerOf(entry.issuer))) tell('issuer', `the issuer ${entry.issuer} is set up twice; one service has one client here`)
    ids.add(entry.id)
    issuers.add(issuerOf(entry.issuer))
    const { id, client_id: clientId, client_secret: secret, name = '' } = entry
    services.push({ id, issuer: issuerOf(entry.issuer), clientId, clientSecret: new Secret(secret), name })
  }
  return services
}
