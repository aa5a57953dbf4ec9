// Why the money for a request is not there -> what its caller is told: which limit, how much is free, and when it resets. Knows no store.
import { formatUsd, type Nano } from '../contract/money.ts'
import { problem, type Problem } from '../contract/problems.ts'
import type { BudgetName, ReserveVerdict } from '../ledger/ledger-store.ts'

type Refused = Extract<ReserveVerdict, { ok: false }>

export function moneyProblem({ reason, availableNano, budget }: Refused, neededNano: Nano): Problem {
  const numbers = `it can cost up to $${formatUsd(neededNano)}, and $${formatUsd(availableNano)} is free`
  switch (reason) {
    case 'insufficient_balance':
      return problem('insufficient_quota', `The account balance cannot cover this request: ${numbers}. Add credit, or lower max_tokens.`)
    case 'insufficient_budget':
      return problem('insufficient_quota', budgetSentence(budget, numbers))
    case 'account_suspended':
      return problem('account_suspended', 'The account of this key is suspended. Its owner can ask the operator of this server.')
    case 'key_disabled':
      return problem('invalid_api_key', 'This key is disabled. Its owner can enable it again.')
    case 'key_expired':
      return problem('invalid_api_key', 'This key has expired. Create a new one.')
    case 'key_deleted':
      return problem(
        'invalid_api_key',
        'This key is unknown to this server, or it was deleted. Create one and send it as `Authorization: Bearer sk-nxr-...`.',
      )
  }
}

const owners: Readonly<Record<BudgetName['owner'], string>> = {
  key: 'this key',
  member: 'the member whose key this is',
  account: 'this account',
}

function budgetSentence(budget: BudgetName | undefined, numbers: string): string {
  const { owner, model, reset, resetsAtMs } = budget ?? { owner: 'key', model: null, reset: null, resetsAtMs: null }
  const what = `The ${reset === null ? '' : `${reset} `}budget of ${owners[owner]}${model === null ? '' : ` on the model \`${model}\``}`
  const end = resetsAtMs === null ? 'Raise it' : `It resets at ${new Date(resetsAtMs).toISOString()}. Raise it, wait`
  return `${what} cannot cover this request: ${numbers}. ${end}, or lower max_tokens.`
}

/** Nothing was held and nothing went upstream: the disk is full or failing, or the writer stopped. */
export const storeProblem: Problem = problem(
  'upstream_unavailable',
  'This server cannot make anything durable at the moment, so it admits nothing. Its operator sees why.',
  { retryAfterMs: 2_000, class: 'gateway' },
)
