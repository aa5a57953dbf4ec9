// The part of the control API's table that concerns budgets of accounts and members.
import { budgetJson } from '../../contract/billing-answers.ts'
import { setBudgetInput } from '../../contract/budget-api.ts'
import { deletedJson } from '../../contract/keys-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { deleteBudget } from './delete-budget.ts'
import { listBudgets } from './list-budgets.ts'
import { setBudget } from './set-budget.ts'

export const budgetEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/budgets',
    scope: 'account',
    does: 'make or change the budget of the account or of one of its members, on all models or on one',
    input: setBudgetInput,
    records: ['budget_usd', 'member_id', 'model', 'reset'],
    output: budgetJson,
    refuses: ['conflict'],
    run: setBudget,
  }),
  endpoint({
    method: 'GET',
    path: '/budgets',
    scope: 'read',
    does: 'list those budgets, oldest first, with how they stand',
    query: pageQuery,
    output: pageOf(budgetJson),
    run: listBudgets,
  }),
  endpoint({
    method: 'DELETE',
    path: '/budgets/:id',
    scope: 'account',
    does: 'remove such a budget',
    output: deletedJson,
    run: deleteBudget,
  }),
]
