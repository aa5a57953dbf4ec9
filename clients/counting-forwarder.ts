// A TCP pass-through in front of the server that counts HTTP requests and shows the count. Changes no byte and knows no API.
import http from 'node:http'
import net from 'node:net'
import { Duplex } from 'node:stream'

export interface CountingForwarder {
  /** Where to send requests: `http://127.0.0.1:port`. */
  readonly origin: string
  /** Answers `GET` with the number of requests so far, as plain text. Asking is not counted. */
  readonly counterUrl: string
  readonly requests: () => number
  close(): void
}

/** Forwards to a port of this machine. A copy of what a client sends goes to an HTTP parser that only counts. */
export async function startCountingForwarder(targetPort: number): Promise<CountingForwarder> {
  let requests = 0
  const parser = http.createServer((request, response) => {
    requests += 1
    request.resume().on('end', () => response.end())
  })
  const sockets = new Set<net.Socket>()
  const forwarder = net.createServer((client) => {
    const target = net.connect(targetPort, '127.0.0.1')
    const copy = unheard()
    parser.emit('connection', copy)
    client.on('data', (bytes) => copy.push(bytes))
    client.pipe(target)
    target.pipe(client)
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
        copy.destroy()
      })
    }
  })
  const counter = http.createServer((_request, response) => response.end(String(requests)))
  const [port, counterPort] = await Promise.all([listen(forwarder), listen(counter)])
  return {
    origin: `http://127.0.0.1:${port}`,
    counterUrl: `http://127.0.0.1:${counterPort}/`,
    requests: () => requests,
    close: () => {
      forwarder.close()
      counter.close()
      counter.closeAllConnections()
      for (const socket of sockets) socket.destroy()
    },
  }
}

/** A connection whose answers nobody hears. */
function unheard(): Duplex {
  return new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() })
}

function listen(server: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port))
  })
}
