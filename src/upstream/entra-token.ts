// The secret of an app registration in Microsoft Entra ID -> what is sent for an access token. Knows no model and no vendor's paths; sends nothing.
// Source: https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow
import { parseJson } from '../base/exact-json.ts'
import type { GrantAsk, TokenGrant } from './kept-tokens.ts'

interface AppRegistration {
  readonly tenantId: string
  readonly clientId: string
  readonly clientSecret: string
  readonly authority: string
}

const publicAuthority = 'https://login.microsoftonline.com'
/** Of the public cloud, of the US government's and of China's. */
const authorityHosts = new Set(['login.microsoftonline.com', 'login.microsoftonline.us', 'login.partner.microsoftonline.cn'])
/** An ID or a domain: nothing that would change the path. */
const tenant = /^[A-Za-z0-9][A-Za-z0-9.-]{0,254}$/

/** Undefined: not `{"tenant_id", "client_id", "client_secret"}`, with `authority` for other clouds. */
export function readAppRegistration(text: string): AppRegistration | undefined {
  const value = parseJson(text)
  if (typeof value !== 'object' || value === null) return undefined
  const member = (name: string): string => {
    const found: unknown = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
    return typeof found === 'string' ? found : ''
  }
  const [tenantId, clientId, clientSecret] = [member('tenant_id'), member('client_id'), member('client_secret')]
  if (!tenant.test(tenantId) || clientId === '' || clientSecret === '') return undefined
  return { tenantId, clientId, clientSecret, authority: member('authority') || publicAuthority }
}

/** Undefined: this is no app registration, or it names a place that is not Microsoft's. */
export function entraGrant(text: string, { scope, anywhere }: GrantAsk & { readonly scope: string }): TokenGrant | undefined {
  const app = readAppRegistration(text)
  const url = app && URL.parse(`/${app.tenantId}/oauth2/v2.0/token`, app.authority)
  if (app === undefined || url === null || url === undefined) return undefined
  if (!anywhere && (url.protocol !== 'https:' || !authorityHosts.has(url.host))) return undefined
  return { url, form: { grant_type: 'client_credentials', client_id: app.clientId, client_secret: app.clientSecret, scope } }
}
