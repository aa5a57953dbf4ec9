// The rows of the control API for Usage Logs and statistics. Fixed paths stand before `/usage/:id`.
import {
  keptRequestJson,
  statisticsJson,
  usageDetailJson,
  usageHistogramJson,
  usageJson,
  usageSummaryJson,
} from '../../contract/usage-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { exportQuery, exportUsage } from './export-usage.ts'
import { getStatistics, statisticsQuery } from './get-statistics.ts'
import { getKeptRequest } from './get-kept-request.ts'
import { getUsage } from './get-usage.ts'
import { getUsageHistogram, histogramQuery } from './get-usage-histogram.ts'
import { getUsageSummary } from './get-usage-summary.ts'
import { listUsage, usageQuery } from './list-usage.ts'
import { filterQuery } from './read-filter.ts'
import { tailQuery, tailUsage } from './tail-usage.ts'

export const usageEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/usage',
    scope: 'read',
    does: 'list usage records, newest first',
    query: usageQuery,
    output: pageOf(usageJson),
    run: listUsage,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/summary',
    scope: 'read',
    does: 'add up the usage records that pass the same filters',
    query: filterQuery,
    output: usageSummaryJson,
    run: getUsageSummary,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/histogram',
    scope: 'read',
    does: 'count requests and errors over time under the same filters',
    query: histogramQuery,
    output: usageHistogramJson,
    run: getUsageHistogram,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/export',
    scope: 'read',
    does: 'download all usage records that pass the filters, as CSV or JSON',
    query: exportQuery,
    streams: ['text/csv', 'application/json'],
    refuses: ['concurrency_limit_exceeded'],
    run: exportUsage,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/tail',
    scope: 'read',
    does: 'follow usage records as server-sent events while they are written',
    query: tailQuery,
    streams: ['text/event-stream'],
    refuses: ['concurrency_limit_exceeded'],
    run: tailUsage,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/:id',
    scope: 'read',
    does: 'show the usage record of one request ID',
    output: usageDetailJson,
    run: getUsage,
  }),
  endpoint({
    method: 'GET',
    path: '/usage/:id/request',
    scope: 'account',
    action: 'playground.use',
    does: 'show what one request asked, as the body of a chat completion, where the account lets responses be kept',
    output: keptRequestJson,
    run: getKeptRequest,
  }),
  endpoint({
    method: 'GET',
    path: '/stats',
    scope: 'read',
    does: 'spend, requests, tokens, errors and speed by group and time',
    query: statisticsQuery,
    output: statisticsJson,
    run: getStatistics,
  }),
]
