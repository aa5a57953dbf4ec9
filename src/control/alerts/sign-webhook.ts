// What a receiver of webhooks checks: a keyed hash over the time and the body. Knows no sockets.
import { keyedHash } from '../../base/hash.ts'

/**
 * The secret of one alert, made from the server's own and the alert's ID: nothing is stored that could be read out of a backup.
 * `hashSecret` is the keyed hash under the server's secret.
 */
export function webhookSecretOf(alertId: string, hashSecret: (text: string) => string): string {
  return `nxr-whsec-${hashSecret(`alert-webhook ${alertId}`)}`
}

/** `t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>" in hex>`; a receiver refuses a time that is more than 5 minutes off. */
export function signatureOf(body: string, secret: string, nowMs: number): string {
  const seconds = Math.floor(nowMs / 1_000)
  return `t=${seconds},v1=${keyedHash(Buffer.from(secret), `${seconds}.${body}`)}`
}
