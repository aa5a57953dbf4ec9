// The rows of the control API for alerts.
import { alertJson, createdAlertJson, deliveryJson, testedAlertJson } from '../../contract/billing-answers.ts'
import { deletedJson } from '../../contract/keys-api.ts'
import { createAlertInput } from '../../contract/alerts-api.ts'
import { nothing } from '../../contract/control-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { createAlert, deleteAlert, listAlerts, listDeliveries, testAlert } from './alerts.ts'

export const alertEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/alerts',
    scope: 'account',
    does: "be told when the balance is low or a key's budget nearly spent; the answer has the webhook's secret",
    input: createAlertInput,
    output: createdAlertJson,
    refuses: ['conflict'],
    run: createAlert,
  }),
  endpoint({
    method: 'GET',
    path: '/alerts',
    scope: 'read',
    does: 'list alerts, oldest first',
    query: pageQuery,
    output: pageOf(alertJson),
    run: listAlerts,
  }),
  endpoint({
    method: 'DELETE',
    path: '/alerts/:id',
    scope: 'account',
    does: 'remove an alert and its log',
    output: deletedJson,
    run: deleteAlert,
  }),
  endpoint({
    method: 'POST',
    path: '/alerts/:id/test',
    scope: 'account',
    does: 'send a test on every way of an alert',
    input: nothing,
    output: testedAlertJson,
    run: testAlert,
  }),
  endpoint({
    method: 'GET',
    path: '/alerts/:id/deliveries',
    scope: 'read',
    does: 'list what an alert has sent, newest first',
    query: pageQuery,
    output: pageOf(deliveryJson),
    run: listDeliveries,
  }),
]
