// Writer and reader on the calling thread, behind the same messages. For a command that opens a store, asks a few things and ends: two
// threads that load everything by themselves cost more than its whole work. A server never does this: it would wait for the disk.
import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { WorkerFolder } from './protocol.ts'
import { serveReader } from './serve-reader.ts'
import { serveWriter } from './serve-writer.ts'
import type { StoreThread } from './store-thread.ts'

const serve: Readonly<Record<'writer' | 'reader', (port: MessagePort, where: WorkerFolder, die: (error: unknown) => void) => void>> = {
  writer: serveWriter,
  reader: serveReader,
}

export function startHere(name: 'writer' | 'reader', where: WorkerFolder): StoreThread {
  const { port1: near, port2: far } = new MessageChannel()
  const events = new EventEmitter()
  near.on('message', (message) => events.emit('message', message))
  near.on('close', () => events.emit('exit'))
  serve[name](far, where, (error) => {
    events.emit('error', error)
    near.close()
  })
  return Object.assign(events, {
    postMessage: (message: unknown) => near.postMessage(message),
    terminate: async () => near.close(),
  })
}
