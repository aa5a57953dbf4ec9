// What happened in a span: totals, intervals, groups. Reads the newest records and says when there were more than it could read.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { UsageJson } from '../../src/contract/usage.ts'
import { bucketsOf } from '../format/activity.ts'
import type { UsageSearch } from '../format/usage-search.ts'
import { spanOf, usageQueryOf } from '../format/usage-search.ts'
import { usageQuery } from './queries.ts'

const recordsMax = 1_000

/** `nowMs` should change slowly (by the minute): each change is a new question. */
export function useActivity(search: UsageSearch, nowMs: number) {
  const query = useQuery({ ...usageQuery({ ...usageQueryOf(search, nowMs), limit: recordsMax }), refetchInterval: 15_000 })
  const records = query.data?.data
  const buckets = useMemo(() => (records === undefined ? undefined : bucketsIn(records, search, nowMs)), [records, search, nowMs])
  return { query, records, buckets, partial: query.data?.next != null }
}

function bucketsIn(records: readonly UsageJson[], search: UsageSearch, nowMs: number) {
  const { fromMs, untilMs } = spanOf(search, nowMs)
  const oldest = records.at(-1)
  return bucketsOf(records, fromMs ?? (oldest === undefined ? nowMs - 86_400_000 : Date.parse(oldest.time)), untilMs)
}
