// The rows of the control API for billing: balance, orders and vouchers.
import { z } from 'zod'
import {
  autoTopUpJson,
  billingJson,
  cardPageJson,
  cardRemovedJson,
  checkoutJson,
  createdVouchersJson,
  orderJson,
  redeemedJson,
  revokedVoucherJson,
  voucherJson,
} from '../../contract/billing-answers.ts'
import { checkoutInput, createVouchersInput, redeemVoucherInput, setAutoTopUpInput } from '../../contract/billing-api.ts'
import { nothing } from '../../contract/control-api.ts'
import { type Endpoint, endpoint } from '../endpoint.ts'
import { pageOf, pageQuery } from '../page.ts'
import { getAutoTopUp, removeCard, saveCard, setAutoTopUp } from './auto-top-up.ts'
import { createCheckout } from './create-checkout.ts'
import { getBilling } from './get-billing.ts'
import { getReceipt, receiptQuery } from './get-receipt.ts'
import { getOrder, listOrders } from './list-orders.ts'
import { takePaymentEvent } from './take-payment-event.ts'
import { createVouchers, listVouchers, redeemVoucher, revokeVoucher } from './vouchers.ts'

export const billingEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/billing',
    scope: 'read',
    does: 'show balance, packages and whether credit can be bought',
    output: billingJson,
    run: getBilling,
  }),
  endpoint({
    method: 'POST',
    path: '/billing/checkout',
    scope: 'account',
    does: 'order credit; the answer has the page where it is paid',
    input: checkoutInput,
    output: checkoutJson,
    refuses: ['conflict'],
    run: createCheckout,
  }),
  endpoint({
    method: 'GET',
    path: '/billing/auto-top-up',
    scope: 'read',
    does: 'show the saved card and the rule that orders credit by itself',
    output: autoTopUpJson,
    run: getAutoTopUp,
  }),
  endpoint({
    method: 'PUT',
    path: '/billing/auto-top-up',
    scope: 'account',
    action: 'billing.write',
    does: 'order credit by itself with the saved card whenever the balance falls below a line, or stop that',
    input: setAutoTopUpInput,
    records: ['enabled', 'below_usd', 'usd'],
    refuses: ['conflict'],
    output: autoTopUpJson,
    run: setAutoTopUp,
  }),
  endpoint({
    method: 'POST',
    path: '/billing/card',
    scope: 'account',
    action: 'billing.write',
    does: "open the payment provider's page where a card is saved",
    input: nothing,
    refuses: ['conflict'],
    output: cardPageJson,
    run: saveCard,
  }),
  endpoint({
    method: 'DELETE',
    path: '/billing/card',
    scope: 'account',
    action: 'billing.write',
    does: 'forget the saved card; automatic top-ups stop',
    output: cardRemovedJson,
    run: removeCard,
  }),
  endpoint({
    method: 'GET',
    path: '/billing/orders',
    scope: 'read',
    does: 'list orders of credit, newest first',
    query: pageQuery,
    output: pageOf(orderJson),
    run: listOrders,
  }),
  endpoint({ method: 'GET', path: '/billing/orders/:id', scope: 'read', does: 'show one order', output: orderJson, run: getOrder }),
  endpoint({
    method: 'GET',
    path: '/billing/orders/:id/receipt',
    scope: 'read',
    does: 'the receipt of a paid order, as HTML or PDF',
    query: receiptQuery,
    streams: ['text/html', 'application/pdf'],
    refuses: ['conflict'],
    run: getReceipt,
  }),
  endpoint({
    method: 'POST',
    path: '/billing/redeem',
    scope: 'account',
    does: 'redeem a voucher for credit, once for each account',
    input: redeemVoucherInput,
    output: redeemedJson,
    refuses: ['conflict'],
    run: redeemVoucher,
  }),
  endpoint({
    method: 'POST',
    path: '/billing/stripe-events',
    scope: 'public',
    signed: 'body',
    does: 'take an event of Stripe, proved by its signature',
    output: z.object({ received: z.literal(true), result: z.enum(['applied', 'duplicate', 'mismatch', 'ignored']) }),
    refuses: ['not_found', 'conflict', 'request_too_large', 'unsupported_media_type'],
    run: takePaymentEvent,
  }),
  endpoint({
    method: 'POST',
    path: '/vouchers',
    scope: 'operator',
    does: 'make vouchers; the answer is the only one that shows their codes',
    input: createVouchersInput,
    output: createdVouchersJson,
    run: createVouchers,
  }),
  endpoint({
    method: 'GET',
    path: '/vouchers',
    scope: 'operator',
    does: 'list vouchers, newest first',
    query: pageQuery,
    output: pageOf(voucherJson),
    run: listVouchers,
  }),
  endpoint({
    method: 'POST',
    path: '/vouchers/:id/revoke',
    scope: 'operator',
    does: 'take a voucher out of use; what was redeemed stays',
    input: nothing,
    output: revokedVoucherJson,
    run: revokeVoucher,
  }),
]
