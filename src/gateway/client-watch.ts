// Whether the client is still there, and what to stop when it leaves: one thing at a time. Knows no request.
import type { Call } from './call.ts'

/** A class: one per request, and cheap to make. */
export class ClientWatch {
  readonly #call: Call
  whenGone: (() => void) | null = null

  constructor(call: Call) {
    this.#call = call
    call.onGone(() => this.whenGone?.())
  }

  get gone(): boolean {
    return this.#call.gone
  }
}

/** True when it was cut short because the client left. */
export function sleep(ms: number, client: ClientWatch): Promise<boolean> {
  if (ms === 0 || client.gone) return Promise.resolve(client.gone)
  return new Promise((resolve) => {
    const done = (cut: boolean): void => {
      clearTimeout(timer)
      client.whenGone = null
      resolve(cut)
    }
    const timer = setTimeout(() => done(false), ms)
    client.whenGone = () => done(true)
  })
}
