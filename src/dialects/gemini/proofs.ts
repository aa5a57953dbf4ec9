// Proofs of thought on this wire are base64: SDKs decode them to bytes and back, in either alphabet. Knows nothing else of a part.
import type { Signature } from '../common-request.ts'
import { readSignature, signatureText } from '../signatures.ts'

export function proofText(signature: Signature): string {
  return signature.from === 'gemini' ? signature.text : btoa(signatureText(signature, 'gemini'))
}

/** Gemini's own unless it carries our mark. */
export function proofFrom(text: string): Signature {
  try {
    return { ...readSignature(atob(text.replaceAll('-', '+').replaceAll('_', '/')), 'gemini'), ...(isMarked(text) ? {} : { text }) }
  } catch {
    return { from: 'gemini', text }
  }
}

/** `nxr1.` in base64, up to where the next bytes come in. */
function isMarked(text: string): boolean {
  return text.startsWith(btoa('nxr1.').slice(0, 6))
}
