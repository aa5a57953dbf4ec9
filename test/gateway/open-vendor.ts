// Serves the tests of this folder only: one HTTP vendor on loopback with its own log of what it was sent.
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface VendorRequest {
  readonly method: string
  /** Path and query as they came. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Vendor {
  readonly baseUrl: string
  readonly requests: VendorRequest[]
  close(): void
}

export async function openVendor(serve: (request: VendorRequest, response: ServerResponse) => void): Promise<Vendor> {
  const requests: VendorRequest[] = []
  const take = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await Array.fromAsync(incoming))
    const request = { method: incoming.method ?? '', target: incoming.url ?? '', headers: incoming.headers, body }
    requests.push(request)
    serve(request, response)
  }
  const server = createServer((incoming, response) => void take(incoming, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

export function sendJson(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
