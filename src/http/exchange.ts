// What a call needs of the request it came with and of the answer it becomes. node:http's own objects are one pair of these; plain-exchange.ts is the other.
import type { Socket } from 'node:net'

export interface ClientRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Name, value, name, value, as they came. */
  readonly rawHeaders: readonly string[]
  /** The whole body has arrived. */
  readonly complete: boolean
  readonly socket: Socket
  /** The whole body, when it came with the head and nobody has had it; whoever takes it hears of it no more. */
  wholeBody?(): Buffer | undefined
  on(event: 'data', listener: (chunk: Buffer) => void): this
  on(event: 'end' | 'close' | 'error', listener: () => void): this
  off(event: 'data', listener: (chunk: Buffer) => void): this
  pause(): this
  /** The body comes to whoever listens to `data`, from here on. */
  resume(): this
}

export interface ClientResponse {
  readonly destroyed: boolean
  readonly headersSent: boolean
  /** All of it was given to the system. */
  readonly writableFinished: boolean
  /** It was ended, and not one byte of it was given to the system so far. */
  readonly unsent?: boolean
  /** Bytes that the client has not taken yet. */
  readonly writableLength: number
  /** The body is to be framed in chunks; whoever frames it himself sets this to false. */
  chunkedEncoding: boolean
  /** `headers`: name, value, name, value. Throws when one of them cannot stand in a head. */
  writeHead(status: number, headers: string[]): this
  flushHeaders(): void
  writeContinue(): void
  write(body: Uint8Array | string, encoding?: BufferEncoding): boolean
  end(body?: Uint8Array | string, encoding?: BufferEncoding): this
  destroy(): this
  on(event: 'close' | 'drain', listener: () => void): this
  off(event: 'close' | 'drain', listener: () => void): this
}
