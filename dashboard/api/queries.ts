// What the pages read, one entry per resource of the control API. Knows no components.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { AlertJson, DeliveryJson } from '../../src/contract/alerts-api.ts'
import type { ResponseStorageJson } from '../../src/contract/responses-api.ts'
import type { FactorsJson } from '../../src/contract/factors-api.ts'
import type { ServerAlertJson } from '../../src/contract/server-alerts-api.ts'
import type { AutoTopUpJson, BillingJson, OrderJson, VoucherJson } from '../../src/contract/billing-api.ts'
import type { BudgetJson } from '../../src/contract/budget-api.ts'
import type { AccountJson, EntryJson, KeyJson, ModelJson, StatusJson } from '../../src/contract/control-api.ts'
import type { ProviderJson, UpstreamModelJson, VendorJson } from '../../src/contract/providers-api.ts'
import type { LedgerJson } from '../../src/contract/ledger-api.ts'
import type { ManagementKeyJson } from '../../src/contract/keys-api.ts'
import type { InvitationJson, MemberJson } from '../../src/contract/members-api.ts'
import type { PriceVersionJson } from '../../src/contract/prices-api.ts'
import type { PublicStatusJson } from '../../src/contract/public-api.ts'
import type { BrowserSessionJson, SessionJson, SignInOptionsJson, UserJson } from '../../src/contract/sign-in-api.ts'
import type { UsageJson } from '../../src/contract/usage.ts'
import type { KeptRequestJson, StatisticsJson, UsageDetailJson, UsageHistogramJson } from '../../src/contract/usage-api.ts'
import type { VerificationJson } from '../../src/contract/verification-api.ts'
import { ask, type Query } from './client.ts'

export interface ListPage<Row> {
  readonly data: readonly Row[]
  /** Where the next page begins; null at the end. */
  readonly next: string | null
}

/** The most that a list gives at once. */
const pageRows = 1_000

/** Every row, page after page: for lists that a person can read, not for logs. */
async function rowsOf<Row>(path: string, signal: AbortSignal, query?: Query): Promise<readonly Row[]> {
  const first = await ask<ListPage<Row>>('GET', path, { signal, query })
  const rows = [...first.data]
  for (let { next } = first; typeof next === 'string'; ) {
    const page: ListPage<Row> = await ask('GET', path, { signal, query: { ...query, limit: pageRows, after: next } })
    rows.push(...page.data)
    next = page.next
  }
  return rows
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => ask<SessionJson>('GET', '/session', { signal }),
  staleTime: 30_000,
})

export const keysQuery = queryOptions({ queryKey: ['keys'], queryFn: ({ signal }) => rowsOf<KeyJson>('/keys', signal) })

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => rowsOf<ModelJson>('/public/models', signal),
  staleTime: 60_000,
})

export const providersQuery = queryOptions({ queryKey: ['providers'], queryFn: ({ signal }) => rowsOf<ProviderJson>('/providers', signal) })

export const vendorsQuery = queryOptions({
  queryKey: ['vendors'],
  queryFn: ({ signal }) => rowsOf<VendorJson>('/vendors', signal),
  staleTime: 600_000,
})

export function verificationsQuery(of: { readonly provider?: string | undefined; readonly model?: string | undefined }) {
  return queryOptions({
    queryKey: ['verifications', of],
    queryFn: ({ signal }) => ask<VerificationJson>('GET', '/verifications', { signal, query: of }),
    // While a run is under way.
    refetchInterval: ({ state }) => ((state.data?.waiting ?? 0) > 0 ? 1_500 : false),
  })
}

export function upstreamModelsQuery(provider: string) {
  return queryOptions({
    queryKey: ['upstream-models', provider],
    queryFn: ({ signal }) => rowsOf<UpstreamModelJson>(`/providers/${encodeURIComponent(provider)}/models`, signal),
    staleTime: 60_000,
  })
}

export const accountsQuery = queryOptions({ queryKey: ['accounts'], queryFn: ({ signal }) => rowsOf<AccountJson>('/accounts', signal) })

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => ask<StatusJson>('GET', '/status', { signal }),
  refetchInterval: 3_000,
})

export const ledgerQuery = queryOptions({
  queryKey: ['ledger'],
  queryFn: ({ signal }) => ask<LedgerJson>('GET', '/ledger', { signal }),
  refetchInterval: 10_000,
})

export const serverAlertsQuery = queryOptions({
  queryKey: ['server-alerts'],
  queryFn: ({ signal }) => rowsOf<ServerAlertJson>('/server-alerts', signal, { limit: 100 }),
  refetchInterval: 30_000,
})

export const responseStorageQuery = queryOptions({
  queryKey: ['response-storage'],
  queryFn: ({ signal }) => ask<ResponseStorageJson>('GET', '/response-storage', { signal }),
})

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => rowsOf<AlertJson>('/alerts', signal),
  refetchInterval: 15_000,
})

export function deliveriesQuery(alertId: string) {
  return queryOptions({
    queryKey: ['deliveries', alertId],
    queryFn: ({ signal }) => rowsOf<DeliveryJson>(`/alerts/${alertId}/deliveries`, signal, { limit: 20 }),
    refetchInterval: 5_000,
  })
}

export const budgetsQuery = queryOptions({
  queryKey: ['budgets'],
  queryFn: ({ signal }) => rowsOf<BudgetJson>('/budgets', signal),
  refetchInterval: 15_000,
})

export const billingQuery = queryOptions({
  queryKey: ['billing'],
  queryFn: ({ signal }) => ask<BillingJson>('GET', '/billing', { signal }),
})

export const autoTopUpQuery = queryOptions({
  queryKey: ['auto-top-up'],
  queryFn: ({ signal }) => ask<AutoTopUpJson>('GET', '/billing/auto-top-up', { signal }),
  refetchInterval: 15_000,
})

export const ordersQuery = queryOptions({
  queryKey: ['orders'],
  queryFn: ({ signal }) => rowsOf<OrderJson>('/billing/orders', signal),
  refetchInterval: 15_000,
})

export const vouchersQuery = queryOptions({ queryKey: ['vouchers'], queryFn: ({ signal }) => rowsOf<VoucherJson>('/vouchers', signal) })

export const publicStatusQuery = queryOptions({
  queryKey: ['public-status'],
  queryFn: ({ signal }) => ask<PublicStatusJson>('GET', '/public/status', { signal }),
  refetchInterval: 60_000,
})

export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => ask<SignInOptionsJson>('GET', '/sign-in', { signal }),
  staleTime: 60_000,
})

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => rowsOf<BrowserSessionJson>('/sessions', signal),
})

export const factorsQuery = queryOptions({
  queryKey: ['factors'],
  queryFn: ({ signal }) => ask<FactorsJson>('GET', '/user/factors', { signal }),
})

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) => rowsOf<UserJson>('/users', signal),
})

export const membersQuery = queryOptions({ queryKey: ['members'], queryFn: ({ signal }) => rowsOf<MemberJson>('/members', signal) })

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: ({ signal }) => rowsOf<InvitationJson>('/invitations', signal),
})

export const managementKeysQuery = queryOptions({
  queryKey: ['management-keys'],
  queryFn: ({ signal }) => rowsOf<ManagementKeyJson>('/management-keys', signal),
})

/** All models with what is in force and to come, or all versions of one. */
export function pricesQuery(model?: string) {
  return queryOptions({
    queryKey: ['prices', model ?? null],
    queryFn: ({ signal }) => rowsOf<PriceVersionJson>('/prices', signal, { model }),
  })
}

/** Newest first, a page at a time. */
export const entriesQuery = infiniteQueryOptions({
  queryKey: ['entries'],
  queryFn: ({ pageParam, signal }) => ask<ListPage<EntryJson>>('GET', '/entries', { signal, query: { after: pageParam ?? undefined } }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
})

/** What one request asked, where that is kept. Asked once: it does not change while somebody works with it. */
export function keptRequestQuery(id: string) {
  return queryOptions({
    queryKey: ['kept-request', id],
    queryFn: ({ signal }) => ask<KeptRequestJson>('GET', `/usage/${encodeURIComponent(id)}/request`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function usageQuery(query: Query) {
  return queryOptions({
    queryKey: ['usage', query],
    queryFn: ({ signal }) => ask<ListPage<UsageJson>>('GET', '/usage', { signal, query }),
    placeholderData: (before) => before,
  })
}

export function histogramQuery(query: Query) {
  return queryOptions({
    queryKey: ['histogram', query],
    queryFn: ({ signal }) => ask<UsageHistogramJson>('GET', '/usage/histogram', { signal, query }),
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  })
}

export function statisticsQuery(query: Query) {
  return queryOptions({
    queryKey: ['statistics', query],
    queryFn: ({ signal }) => ask<StatisticsJson>('GET', '/stats', { signal, query }),
    placeholderData: (before) => before,
    refetchInterval: 15_000,
  })
}

export function usageRecordQuery(id: string) {
  return queryOptions({ queryKey: ['usage-record', id], queryFn: ({ signal }) => ask<UsageDetailJson>('GET', `/usage/${id}`, { signal }) })
}
