// `ledger verify`: replays every entry of a database file and says whether the books are what was written into them. Repairs nothing.
import { resolve } from 'node:path'
import type { Anchor } from '../../ledger/chain.ts'
import { databaseFile } from '../../storage/sqlite/open.ts'
import { type VerifiedFile, verifyFile } from '../../storage/sqlite/engine/verify-file.ts'
import { type CliContext, dataFolderOf, type SettingFlags } from '../context.ts'
import { CliFailure } from '../exit-codes.ts'
import { json, paint } from '../output.ts'
import { requireSight } from '../require-sight.ts'

export interface VerifyLedgerFlags extends SettingFlags {
  readonly file?: string
  readonly anchor?: readonly string[]
  readonly json?: boolean
}

/** Findings shown to people; all of them are in the JSON. */
const shownMax = 20

export function verifyLedger(context: CliContext, flags: VerifyLedgerFlags): void {
  const { terminal } = context
  const file = flags.file === undefined ? databaseFile(dataFolderOf(context, flags)) : resolve(context.cwd, flags.file)
  requireSight(file)
  const verified = verifyFile(file, (flags.anchor ?? []).map(readAnchor))
  const { head, findings } = verified
  const sound = findings.length === 0
  if (flags.json) terminal.out(json(reportOf(file, verified)))
  else {
    for (const one of findings.slice(0, shownMax)) terminal.out(`${paint(terminal, 'red', one.check)} ${one.subject}: ${one.says}\n`)
    const looked = `${head.sequence} entries, ${verified.accounts} accounts, ${verified.usageRecords} usage records, ${verified.openHolds} open holds`
    terminal.out(`${looked}\nanchor ${anchorText(head)}\n`)
    if (sound) terminal.out(`${paint(terminal, 'green', 'ok')}: every hash follows, every balance is the sum of its entries\n`)
  }
  if (!sound) throw new CliFailure('failed', `the books do not hold: ${firstOf(verified)}; nothing was changed`)
}

function firstOf({ findings }: VerifiedFile): string {
  const more = findings.length === 1 ? 'one finding' : `${findings.length} findings`
  const broken = findings.find((one) => one.sequence !== null)
  return broken === undefined ? more : `${more}, the first at entry ${broken.sequence}`
}

function reportOf(file: string, { head, findings, accounts, usageRecords, openHolds }: VerifiedFile): object {
  return {
    file,
    ok: findings.length === 0,
    entries: head.sequence,
    anchor: anchorText(head),
    accounts,
    usage_records: usageRecords,
    open_holds: openHolds,
    first_break: findings.find((one) => one.sequence !== null)?.sequence ?? null,
    findings: findings.map(({ check, sequence, subject, says }) => ({ check, sequence, subject, says })),
  }
}

export function anchorText({ sequence, hash }: Anchor): string {
  return `${sequence}:${hash}`
}

function readAnchor(text: string): Anchor {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim())
  if (match === null) {
    throw new CliFailure('usage', `"${text.slice(0, 100)}" is no anchor: it is SEQUENCE:HASH, as \`ledger verify\` and the log print it`)
  }
  return { sequence: Number(match[1]), hash: match[2] as string }
}
