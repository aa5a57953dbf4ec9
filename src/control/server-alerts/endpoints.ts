// The rows of the control API for alerts of the server.
import { z } from 'zod'
import { nothing } from '../../contract/control-api.ts'
import { serverAlertJson } from '../../contract/server-answers.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { closeServerAlert, listServerAlerts } from './server-alerts.ts'

export const serverAlertEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/server-alerts',
    scope: 'operator',
    does: 'list what the operator has to know or do: open ones first, then newest first',
    query: pageQuery,
    output: pageOf(serverAlertJson),
    run: listServerAlerts,
  }),
  endpoint({
    method: 'POST',
    path: '/server-alerts/:id/close',
    scope: 'operator',
    does: 'say that an alert of the server is done; the next of its kind is a new one',
    input: nothing,
    output: z.object({ id: z.string(), done: z.literal(true) }),
    run: closeServerAlert,
  }),
]
