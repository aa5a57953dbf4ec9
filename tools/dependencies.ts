// Every package that runs in production, with the one reason why it is here. Knows no versions; package-lock.json does.

/** Checked in both directions by tools/tidy.test.ts: a package without a reason, or a reason without a package, fails. */
export const reasons: Readonly<Record<string, string>> = {
  '@simplewebauthn/server':
    'reads and verifies what passkeys sign (WebAuthn): CBOR, COSE keys and a dozen signature forms that nobody should write twice; loaded with the first passkey',
  commander: 'parses the command line with exact errors for unknown flags and generated help',
  'csv-parse':
    'reads bills of providers: quotes, line ends and byte order marks as spreadsheets write them, with the line of every mistake',
  hono: 'routes the control API, where clarity counts more than microseconds; never on the request path of /v1',
  nodemailer:
    'speaks SMTP as the many mail servers do, with STARTTLS, and writes messages in which no text can become a header; loaded only when mail is set up',
  'openid-client':
    'OpenID Connect as certified: discovery, PKCE, state, nonce, signatures and the key sets behind them; loaded only when another service is set up',
  pino: 'structured logs at a cost that a request does not feel',
  stripe:
    "the payment provider's own client: signatures, retries and idempotency as its documentation promises; loaded only when payments are set up",
  yaml: 'reads the configuration file with line numbers for every mistake',
  zod: 'the schema of configuration and control API, from which the published JSON Schema is derived',
}
