// The control API as the command line of this machine calls it. Its own door has checked who calls; decides nothing.
import { ok } from './base/result.ts'
import { uuid7 } from './base/uuid7.ts'
import type { ControlCall } from './cli/local-control.ts'
import { asId, type RequestId } from './contract/ids.ts'
import type { createControlApp } from './control/app.ts'
import { problemResponse } from './http/write-problem.ts'
import type { House, Surroundings } from './main-house.ts'

/** The control API for the command line of this machine, whose own door has checked it. */
export function localControl(
  app: ReturnType<typeof createControlApp>,
  house: Pick<House, 'secretText'>,
  around: Surroundings,
): ControlCall {
  return async ({ method, path, body }) => {
    // Who may read the data folder may read `secret.key` in it; asking the process gives the secret that is really in use.
    if (path === '/local/v1/secret') return { status: 200, body: JSON.stringify({ secret: house.secretText() }) }
    const requestId = asId<RequestId>(uuid7(around.clock.now()))
    const headers = new Headers(
      body === null ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) },
    )
    const response = await app.fetch(new Request(`http://control.invalid${path}`, { method, headers }), {
      requestId,
      clientAddress: null,
      local: true,
      credential: null,
      readBody: async () => ok(Buffer.from(body ?? '')),
      refuse: (refusal) => problemResponse(refusal, requestId),
    })
    return { status: response.status, body: await response.text() }
  }
}
