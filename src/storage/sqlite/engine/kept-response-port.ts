// The port of kept responses, over a writer and a reader. Knows no SQL.
import type { KeptResponseStore } from '../../../ledger/kept-response-store.ts'
import type { ReaderClient } from './reader-client.ts'
import type { WriterClient } from './writer-client.ts'

/** `late` sees what was kept a moment ago: the next turn of a conversation may come as soon as the answer is there. */
export function keptResponsePort(writer: WriterClient, reader: ReaderClient, late: ReaderClient): KeptResponseStore {
  return {
    responseStorage: (account) => reader.call('responseStorage', account),
    setResponseStorage: (account, allowed, nowMs) => writer.call('setResponseStorage', account, allowed, nowMs),
    // In memory of its own: cloning a slice of a pooled buffer would carry its neighbours along.
    keepResponse: (row, nowMs, most) => writer.call('keepResponse', { ...row, sealed: new Uint8Array(row.sealed) }, nowMs, most),
    findResponse: (account, id, nowMs) => late.call('findResponse', account, id, nowMs),
    findResponseTo: (account, request, nowMs) => late.call('findResponseTo', account, request, nowMs),
    forgetResponse: (account, id) => writer.call('forgetResponse', account, id),
    forgetResponsesOf: (account, limit) => writer.call('forgetResponsesOf', account, limit),
    forgetOldResponses: (nowMs, limit) => writer.call('forgetOldResponses', nowMs, limit),
  }
}
