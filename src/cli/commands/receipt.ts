// `receipt`: signed proof of what one request cost, and its check without a server. Knows no storage.
import { type Canonical, canonicalJson } from '../../base/canonical-json.ts'
import { signatureHolds } from '../../base/signing.ts'
import type { ReceiptKeyJson, ReceiptKeysJson, SignedReceiptJson } from '../../contract/receipt.ts'
import type { CliContext, SettingFlags } from '../context.ts'
import { withControl } from '../control-client.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint, printable } from '../output.ts'
import { readNamedFile } from '../read-named-file.ts'

export interface JsonFlags extends SettingFlags {
  readonly json?: boolean
}

export async function showReceipt(context: CliContext, request: string, flags: JsonFlags): Promise<void> {
  const signed = await withControl(context, flags, ({ call }) => call<SignedReceiptJson>('GET', `/receipts/${encodeURIComponent(request)}`))
  if (flags.json) return context.terminal.out(json(signed))
  context.terminal.out(summary(signed))
}

export async function rotateReceiptKey(context: CliContext, flags: JsonFlags): Promise<void> {
  const key = await withControl(context, flags, ({ call }) => call<ReceiptKeyJson>('POST', '/receipt-keys', {}))
  if (flags.json) return context.terminal.out(json(key))
  context.terminal.out(`Receipts are signed with ${key.id} from now on: ${key.public_key}\n`)
}

export interface VerifyReceiptFlags {
  readonly publicKey: string
  readonly json?: boolean
}

/** `--public-key` names the document of /.well-known/nexorouter-receipts.json, or a file with one public key in base64url. */
export function verifyReceipt(context: CliContext, file: string, flags: VerifyReceiptFlags): void {
  const signed = readJson(context, file) as Partial<SignedReceiptJson>
  const { receipt, signature } = signed
  if (receipt === undefined || typeof signature !== 'string') {
    throw new CliFailure('usage', `${file} is no receipt: it has no \`receipt\` and \`signature\``)
  }
  const publicKey = publicKeyFor(context, flags.publicKey, receipt.public_key_id)
  const valid = signatureHolds(publicKey, canonicalOf(receipt, file), signature)
  if (flags.json) context.terminal.out(json({ valid, public_key_id: receipt.public_key_id, request_id: receipt.request_id }))
  if (!valid) throw new CliFailure('failed', 'the receipt is not what that key signed: it was changed, or another server issued it')
  if (flags.json) return
  context.terminal.out(`${paint(context.terminal, 'green', 'valid')}\n${summary({ receipt, signature })}`)
}

function summary({ receipt }: SignedReceiptJson): string {
  const { request_id, model, cost_usd, billed_usd, entry, issuer, public_key_id } = receipt
  const cost = billed_usd === cost_usd ? `$${cost_usd}` : `$${billed_usd} ($${cost_usd} charged, the rest taken back)`
  const lines = [
    `request ${request_id}, ${model}`,
    `cost ${cost}`,
    `entry ${entry?.sequence}:${entry?.hash}`,
    `${issuer}, key ${public_key_id}`,
  ]
  return `${lines.map(printable).join('\n')}\n`
}

function canonicalOf(receipt: SignedReceiptJson['receipt'], file: string): string {
  try {
    return canonicalJson(receipt as unknown as Canonical)
  } catch (error) {
    throw new CliFailure('failed', `${file} is no receipt of ours: ${(error as Error).message}`)
  }
}

function publicKeyFor(context: CliContext, file: string, id: unknown): string {
  const text = readNamedFile(context, file)
  if (!text.trimStart().startsWith('{')) return text.trim()
  const { keys } = readJson(context, file) as Partial<ReceiptKeysJson>
  const key = keys?.find((one) => one.id === id)
  if (key === undefined) throw new CliFailure('failed', `${file} has no key ${String(id).slice(0, 40)}: the receipt is another server's`)
  return key.public_key
}

function readJson(context: CliContext, file: string): unknown {
  try {
    return JSON.parse(readNamedFile(context, file)) ?? {}
  } catch (error) {
    if (error instanceof CliFailure) throw error
    throw new CliFailure('usage', `${file} is not JSON`)
  }
}
