// The ports of payments, automatic top-ups and vouchers over a writer and a reader. Knows no SQL.
import type { AutoTopUpStore } from '../../../ledger/auto-top-up-store.ts'
import type { PaymentStore } from '../../../ledger/payment-store.ts'
import type { VoucherStore } from '../../../ledger/voucher-store.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

export function paymentPorts(writer: WriterClient, reader: ReaderClient): PaymentStore & VoucherStore & AutoTopUpStore {
  return {
    createOrder: (order) => writer.call('createOrder', order),
    listOrders: (account, page) => reader.call('listOrders', account, page),
    getOrder: (account, id) => reader.call('getOrder', account, id),
    applyPayment: (event) => writer.call('applyPayment', event),
    createVouchers: (vouchers) => writer.call('createVouchers', vouchers),
    listVouchers: (page) => reader.call('listVouchers', page),
    revokeVoucher: (id) => writer.call('revokeVoucher', id),
    redeemVoucher: (redemption) => writer.call('redeemVoucher', redemption),
    getAutoTopUp: (account) => reader.call('getAutoTopUp', account),
    saveCard: (account, card, event) => writer.call('saveCard', account, card, event),
    removeCard: (account) => writer.call('removeCard', account),
    setAutoTopUp: (account, rule) => writer.call('setAutoTopUp', account, rule),
    dueAutoTopUps: (nowMs) => reader.call('dueAutoTopUps', nowMs),
    beginAutoTopUp: (order) => writer.call('beginAutoTopUp', order),
    endAutoTopUp: (account, orderId, end) => writer.call('endAutoTopUp', account, orderId, end),
  }
}
