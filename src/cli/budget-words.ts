// How budgets are written on the command line. Knows no command.
import { CliFailure } from './exit-codes.ts'
import { printable } from './output.ts'

const resets = ['daily', 'weekly', 'monthly'] as const

/** `never` -> null. */
export function resetOf(flag: string, text: string): (typeof resets)[number] | null {
  if (text === 'never') return null
  const reset = resets.find((one) => one === text)
  if (reset !== undefined) return reset
  throw new CliFailure('usage', `${flag} must be daily, weekly (from Monday), monthly or never`)
}

/** `["nexo-demo=5", ...]` -> `{ "nexo-demo": "5" }`; null where the amount is `none`. */
export function modelBudgetsOf(texts: readonly string[]): Record<string, string | null> {
  return Object.fromEntries(
    texts.map((text) => {
      // An ID may contain `=`, an amount cannot.
      const at = text.lastIndexOf('=')
      const amount = text.slice(at + 1)
      if (at < 1 || amount === '')
        throw new CliFailure('usage', `--model-budget ${printable(text)}: write it as MODEL=USD, such as nexo-demo=5`)
      return [text.slice(0, at), amount === 'none' ? null : amount]
    }),
  )
}
