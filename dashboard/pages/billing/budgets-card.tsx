// Budgets of the account as a whole: hard caps beside those of its keys.
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import type { BudgetJson } from '../../../src/contract/budget-api.ts'
import { ask } from '../../api/client.ts'
import { budgetsQuery } from '../../api/queries.ts'
import { SetBudgetDialog } from '../../forms/set-budget.tsx'
import { percentOf, shortUsd } from '../../format/money.ts'
import { Ago, Usd } from '../../ui/amount.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Meter } from '../../ui/meter.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded, Skeleton } from '../../ui/states.tsx'
import { notifyProblem } from '../../ui/toast.tsx'

export function BudgetsCard({ mayWrite }: { mayWrite: boolean }) {
  const query = useQuery(budgetsQuery)
  const [setting, setSetting] = useState(false)
  return (
    <Card>
      <CardHeader title="Budgets" note="hard caps over all keys">
        {mayWrite && (
          <Button size="small" onClick={() => setSetting(true)}>
            <Plus size={13} aria-hidden /> Set a budget
          </Button>
        )}
      </CardHeader>
      <Loaded query={query} skeleton={<Skeleton className="mx-5 mb-5 h-10" />}>
        {(budgets) =>
          budgets.length === 0 ? (
            <p className="px-5 pb-5 text-quiet">
              None. A budget of the account caps what all its keys may spend together, per day, week or month.
            </p>
          ) : (
            <ul className="divide-y divide-line border-t border-line">
              {budgets.map((budget) => (
                <BudgetRow key={budget.id} budget={budget} mayWrite={mayWrite} onGone={() => void query.refetch()} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <SetBudgetDialog open={setting} onClose={() => setSetting(false)} />
    </Card>
  )
}

const resetNames = { daily: 'Each day', weekly: 'Each week', monthly: 'Each month' } as const

function BudgetRow({ budget, mayWrite, onGone }: { budget: BudgetJson; mayWrite: boolean; onGone: () => void }) {
  const whole = budget.reset === null ? 'In all' : resetNames[budget.reset]
  const name = `${whole}${budget.model === null ? '' : `, for ${budget.model}`}${budget.member_id === null ? '' : `, by ${budget.member_id}`}`
  const percent = percentOf(budget.spent_usd, budget.budget_usd)
  const remove = (): void => void ask('DELETE', `/budgets/${budget.id}`).then(onGone, notifyProblem)
  return (
    <li className="flex items-center gap-5 px-5 py-3">
      <div className="min-w-0 grow">
        <p className="mb-1.5 flex flex-wrap justify-between gap-x-3">
          <span className="font-medium">{name}</span>
          <span className="figures text-xs text-quiet">
            <Usd usd={budget.spent_usd} /> of {shortUsd(budget.budget_usd)}
            {budget.resets_at !== null && (
              <>
                , starts anew <Ago at={budget.resets_at} />
              </>
            )}
          </span>
        </p>
        <Meter percent={percent} label={`${name}: ${percent} percent is spent`} />
      </div>
      {mayWrite && (
        <IconButton label={`Remove the budget: ${name}`} onClick={remove}>
          <X size={14} />
        </IconButton>
      )}
    </li>
  )
}
