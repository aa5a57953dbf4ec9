// Endpoints of the audit log. Rows only.
import { auditEntryJson, auditReportJson } from '../../contract/audit-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf } from '../page.ts'
import { auditQuery, listAudit, verifyAudit } from './list-audit.ts'

export const auditEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/audit',
    scope: 'account',
    action: 'audit.read',
    does: 'list what was done, newest first; `all=true` for every account, for an operator',
    query: auditQuery,
    output: pageOf(auditEntryJson),
    run: listAudit,
  }),
  endpoint({
    method: 'GET',
    path: '/audit/verify',
    scope: 'operator',
    does: 'recompute every hash of the audit log',
    output: auditReportJson,
    run: verifyAudit,
  }),
]
