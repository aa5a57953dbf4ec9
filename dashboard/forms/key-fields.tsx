// The fields of a key, shared by creating and editing.
import type { BudgetChoice, DraftFaults, ExpiryChoice, KeyDraft, ModelsChoice, ResetChoice } from '../format/key-draft.ts'
import { Disclosure } from '../ui/disclosure.tsx'
import { Choices, Field } from '../ui/field.tsx'
import { MemberField, ModelBudgetFields } from './key-budget-fields.tsx'
import { RoutingFields } from './key-routing-fields.tsx'
import { ModelPicker } from './model-picker.tsx'

interface Props {
  readonly draft: KeyDraft
  readonly faults: DraftFaults
  readonly onChange: (draft: KeyDraft) => void
  /** True for a key that exists and has an expiry: it can be kept. */
  readonly mayKeepExpiry?: boolean
}

const budgets: readonly { readonly value: BudgetChoice; readonly label: string }[] = [
  { value: 'balance', label: 'Account balance' },
  { value: '5', label: '$5' },
  { value: '20', label: '$20' },
  { value: '100', label: '$100' },
  { value: 'custom', label: 'Custom' },
]

export const resets: readonly { readonly value: ResetChoice; readonly label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: 'daily', label: 'Each day' },
  { value: 'weekly', label: 'Each week' },
  { value: 'monthly', label: 'Each month' },
]

const expiries: readonly { readonly value: ExpiryChoice; readonly label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: '30d', label: '30 days' },
  { value: '90d', label: '90 days' },
  { value: '365d', label: '365 days' },
  { value: 'custom', label: 'On a day' },
]

const scopes: readonly { readonly value: ModelsChoice; readonly label: string }[] = [
  { value: 'all', label: 'All models' },
  { value: 'chat', label: 'Chat models' },
  { value: 'list', label: 'Chosen models' },
]

export function KeyFields({ draft, faults, onChange, mayKeepExpiry = false }: Props) {
  const set = (change: Partial<KeyDraft>): void => onChange({ ...draft, ...change })
  return (
    <div className="space-y-5">
      <Field
        label="Name"
        value={draft.name}
        maxLength={100}
        placeholder="checkout-service"
        onChange={(event) => set({ name: event.target.value })}
        wrong={faults.name}
        hint="The app, tool or teammate that uses it."
      />
      <BudgetFields draft={draft} faults={faults} onChange={onChange} />
      <ModelBudgetFields draft={draft} fault={faults.model_budgets} onChange={onChange} />
      <MemberField draft={draft} fault={faults.member_id} onChange={onChange} />
      <div className="space-y-2">
        <Choices
          label="Expires"
          value={draft.expiry}
          options={mayKeepExpiry ? [{ value: 'keep', label: 'As it is' }, ...expiries] : expiries}
          onChange={(expiry) => set({ expiry })}
        />
        {draft.expiry === 'custom' && (
          <Field
            label="Ends at the start of this day (UTC)"
            type="date"
            value={draft.expiryDay}
            onChange={(event) => set({ expiryDay: event.target.value })}
            wrong={faults.expires}
          />
        )}
      </div>
      <div className="space-y-2">
        <Choices label="Models" value={draft.models} options={scopes} onChange={(models) => set({ models })} />
        {draft.models === 'list' ? (
          <ModelPicker chosen={draft.modelIds} onChange={(modelIds) => set({ modelIds })} wrong={faults.models} />
        ) : (
          <p className="text-xs text-quiet">Models that are added later are included.</p>
        )}
      </div>
      <RoutingFields draft={draft} fault={faults['routing.regions']} onChange={onChange} />
      <LimitFields draft={draft} faults={faults} onChange={onChange} />
    </div>
  )
}

function BudgetFields({ draft, faults, onChange }: Props) {
  const set = (change: Partial<KeyDraft>): void => onChange({ ...draft, ...change })
  return (
    <div className="space-y-3">
      <Choices label="Budget" value={draft.budget} options={budgets} onChange={(budget) => set({ budget })} />
      {draft.budget === 'custom' && (
        <Field
          label="Budget in USD"
          before="$"
          inputMode="decimal"
          value={draft.budgetTyped}
          onChange={(event) => set({ budgetTyped: event.target.value })}
          wrong={faults.budget_usd}
        />
      )}
      {draft.budget === 'balance' && draft.modelBudgets.length === 0 ? (
        <p className="text-xs text-quiet">No cap of its own: it may spend what the account has.</p>
      ) : (
        <>
          <Choices label="Starts anew" value={draft.budgetReset} options={resets} onChange={(budgetReset) => set({ budgetReset })} />
          <p className="text-xs text-quiet">
            A hard cap: requests beyond it are refused, not billed. It starts anew at midnight UTC, on Monday, or on the first of the month.
          </p>
        </>
      )}
    </div>
  )
}

function LimitFields({ draft, faults, onChange }: Props) {
  const wrong = Object.keys(faults).some((field) => field.startsWith('limits.'))
  const any = [draft.requestsPerMinute, draft.tokensPerMinute, draft.concurrentRequests].some((typed) => typed !== '')
  return (
    <Disclosure title="Limits of its own" note="empty: the server's" startsOpen={any} wrong={wrong}>
      <div className="mt-3 grid gap-4 sm:grid-cols-3">
        <Field
          label="Requests / min"
          inputMode="numeric"
          value={draft.requestsPerMinute}
          onChange={(event) => onChange({ ...draft, requestsPerMinute: event.target.value })}
          wrong={faults['limits.requests_per_minute']}
        />
        <Field
          label="Tokens / min"
          inputMode="numeric"
          value={draft.tokensPerMinute}
          onChange={(event) => onChange({ ...draft, tokensPerMinute: event.target.value })}
          wrong={faults['limits.tokens_per_minute']}
        />
        <Field
          label="At a time"
          inputMode="numeric"
          value={draft.concurrentRequests}
          onChange={(event) => onChange({ ...draft, concurrentRequests: event.target.value })}
          wrong={faults['limits.concurrent_requests']}
        />
      </div>
    </Disclosure>
  )
}
