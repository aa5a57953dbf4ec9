// Carries a vendor's proof of reasoning through a client of another dialect and back. Knows no wire.
import type { CommonPart, Signature, SignatureMaker } from './common-request.ts'

/** Begins a foreign signature; no vendor's own begins so. */
const mark = 'nxr1.'

const makers: readonly SignatureMaker[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'bedrock-converse']

/** As the client's wire carries it: its own dialect's as it is, a foreign one with its origin written before it. */
export function signatureText(signature: Signature, client: SignatureMaker): string {
  return signature.from === client ? signature.text : `${mark}${signature.from}.${signature.text}`
}

/** The way back. A text without a mark is the client dialect's own. */
export function readSignature(text: string, client: SignatureMaker): Signature {
  const from = makers.find((name) => text.startsWith(`${mark}${name}.`))
  return from === undefined ? { from: client, text } : { from, text: text.slice(mark.length + from.length + 1) }
}

/** A thought without words but with Gemini's proof belongs to the call behind it: wires that have no place for it in a call carry it so. */
export function withProofs(parts: readonly CommonPart[]): CommonPart[] {
  let proof: Signature | undefined
  return parts.flatMap((part): CommonPart[] => {
    if (part.kind === 'reasoning' && part.text === '' && part.signature?.from === 'gemini') {
      proof = part.signature
      return []
    }
    if (part.kind !== 'tool_call' || proof === undefined) return [part]
    const signed = { ...part, signature: proof }
    proof = undefined
    return [signed]
  })
}
