// A filter of usage records as conditions on the table `u`. Every column it names is in the index `usage_of_account`; error codes and users have their own. Knows no pages.
import type { SQLInputValue } from 'node:sqlite'
import type { AccountId } from '../../../contract/ids.ts'
import type { UsageFilter } from '../../../ledger/usage-store.ts'

export interface Conditions {
  /** Joined by AND. */
  readonly where: string[]
  readonly values: SQLInputValue[]
}

export function usageConditions(account: AccountId, filter: UsageFilter): Conditions {
  const found = groupConditions(account, filter)
  const { where, values } = found
  const add = (condition: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return
    where.push(condition)
    values.push(value)
  }
  add('u.id = ?', filter.requestId)
  add('u.error_code = ?', filter.errorCode)
  add('u.stream = ?', filter.stream === undefined ? undefined : Number(filter.stream))
  add('u.user = ?', filter.user)
  add('u.cost_nano >= ?', filter.costNanoMin)
  add('u.cost_nano <= ?', filter.costNanoMax)
  add('u.time_ms >= ?', filter.fromMs)
  add('u.time_ms < ?', filter.untilMs)
  // Lets the planner use the small index of failures, which bound values alone do not prove.
  if (filter.statuses !== undefined && !filter.statuses.includes('success')) where.push("u.status <> 'success'")
  return found
}

/** The part of a filter that the sums by hour can answer too; `u` may be one of their tables. */
export function groupConditions(
  account: AccountId,
  filter: Pick<UsageFilter, 'keyId' | 'memberId' | 'model' | 'provider' | 'statuses'>,
): Conditions {
  const where = ['u.account_no = (SELECT no FROM accounts WHERE id = ?)']
  const values: SQLInputValue[] = [account]
  const add = (condition: string, value: SQLInputValue | undefined): void => {
    if (value === undefined) return
    where.push(condition)
    values.push(value)
  }
  add('u.key_no = (SELECT no FROM keys WHERE id = ?)', filter.keyId)
  add('u.key_no IN (SELECT no FROM keys WHERE member_id = ?)', filter.memberId)
  add('u.model = ?', filter.model)
  add('u.provider = ?', filter.provider)
  if (filter.statuses !== undefined) {
    where.push(`u.status IN (${filter.statuses.map(() => '?').join(', ')})`)
    values.push(...filter.statuses)
  }
  return { where, values }
}

/** Whether the sums by hour know everything that a filter asks for, time apart. */
export function isSummed(filter: UsageFilter): boolean {
  const { requestId, errorCode, stream, user, costNanoMin, costNanoMax } = filter
  return [requestId, errorCode, stream, user, costNanoMin, costNanoMax].every((value) => value === undefined)
}
