// What a bill says, whatever file it came in: amounts by day and model, each day once. Knows no file format.

/** One provider's own count for one model on one UTC day. */
export interface BillLine {
  /** `2026-11-01`. */
  readonly date: string
  /** As the provider calls it; null: the file does not tell models apart. */
  readonly model: string | null
  /** What the file tells; nano-dollars and tokens. */
  readonly amounts: Partial<Record<'cost_usd' | 'input_tokens' | 'cached_input_tokens' | 'output_tokens', bigint>>
}

export interface Bill {
  readonly lines: readonly BillLine[]
  /** All days that the file covers, those without an amount included; sorted. */
  readonly days: readonly string[]
}

/** Lines of one day and model become one; rows without amounts only say that their day is covered. */
export function billOf(rows: readonly BillLine[]): Bill {
  const lines = new Map<string, BillLine>()
  for (const { date, model, amounts } of rows) {
    if (Object.keys(amounts).length === 0) continue
    const at = JSON.stringify([date, model])
    const sums: Partial<Record<string, bigint>> = { ...lines.get(at)?.amounts }
    for (const [name, amount] of Object.entries(amounts)) sums[name] = (sums[name] ?? 0n) + amount
    lines.set(at, { date, model, amounts: sums })
  }
  return { lines: [...lines.values()], days: [...new Set(rows.map(({ date }) => date))].sort() }
}
