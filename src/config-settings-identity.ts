// The settings of signing in through another service. Knows no protocol.
import { text } from './config-kinds.ts'

export const identitySettings = {
  oidcIssuer: text({
    yaml: 'oidc.issuer',
    env: 'NEXOROUTER_OIDC_ISSUER',
    expects: '`google`, or the https address of an OpenID Connect issuer, such as https://login.example.com/realms/main',
    pattern: /^(?:google|https:\/\/[^\s?#@]+|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(?:\/[^\s?#]*)?)$/,
    fallback: '',
    why: 'the service that says who somebody is; needs the two settings of the client as well, and its redirect URI is `<public URL>/sign-in/callback`',
  }),
  oidcClientId: text({
    yaml: 'oidc.client_id',
    env: 'NEXOROUTER_OIDC_CLIENT_ID',
    expects: 'the client ID that the service gave this server',
    pattern: /^\S{1,500}$/,
    fallback: '',
    why: 'how the service knows this server',
  }),
  oidcClientSecret: text({
    yaml: null,
    env: 'NEXOROUTER_OIDC_CLIENT_SECRET',
    expects: 'the client secret that the service gave this server',
    pattern: /^\S{1,1000}$/,
    fallback: '',
    secret: true,
    why: 'proves to the service that it is this server that asks',
  }),
  oidcName: text({
    yaml: 'oidc.name',
    expects: 'a name of at most 40 characters',
    pattern: /^[^\p{Cc}]{1,40}$/u,
    fallback: '',
    why: 'what the button on the sign-in page calls the service; without it `Google`, or the host of the issuer',
  }),
} as const
