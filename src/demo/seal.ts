// Simulated proofs of thought: a seal holds the text that it proves, and only this provider's own seals open. Knows no wire.
import { createHash } from 'node:crypto'

/** Not a secret: it only has to tell our seals from others'. */
const maker = 'nexo-demo-seal:'

export function sealOf(text: string): string {
  return `${Buffer.from(text).toString('base64url')}.${digest(text)}`
}

/** The text of a seal; null: it is none of ours, or was changed. */
export function sealedText(seal: string): string | null {
  const [held = '', proof] = seal.split('.')
  const text = Buffer.from(held, 'base64url').toString('utf8')
  return proof === digest(text) ? text : null
}

function digest(text: string): string {
  return createHash('sha256').update(maker).update(text).digest('base64url').slice(0, 22)
}
