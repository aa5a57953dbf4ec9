// Hands a call to the control API (a fetch-style app) and its Response back to the socket. Knows none of its endpoints.
import type { ControlEnv } from '../control/environment.ts'
import type { HttpCall } from './http-call.ts'
import { writePieces } from './write-pieces.ts'
import { writeFault, writeWhole } from './write-reply.ts'
import { problemResponse } from './write-problem.ts'

export interface ControlApp {
  fetch(request: Request, env: ControlEnv): Response | Promise<Response>
}

/** The body is not attached: the app reads it through `env.readBody`, after it knows who asks. */
export async function answerControl(call: HttpCall, control: ControlApp): Promise<void> {
  call.endpoint = 'control'
  try {
    const { req, wire } = call
    const headers = new Headers()
    for (let at = 0; at < req.rawHeaders.length; at += 2) headers.append(req.rawHeaders[at] as string, req.rawHeaders[at + 1] as string)
    const request = new Request(`http://control.invalid${req.url}`, { method: req.method ?? 'GET', headers })
    const response = await control.fetch(request, {
      requestId: call.requestId,
      clientAddress: call.clientAddress,
      local: false,
      credential: headers.has('authorization') ? call.credential : null,
      readBody: async (bytesMax = wire.limits.controlBodyBytesMax) =>
        call.readBodyUpTo({ bytesMax, ms: wire.limits.bodyMs, multipart: false }),
      refuse: (refusal) => problemResponse(refusal, call.requestId),
    })
    const flat: string[] = []
    for (const [name, value] of response.headers) if (name !== 'content-length') flat.push(name, value)
    // What proxies are told not to buffer is not buffered here either.
    if (response.body !== null && response.headers.get('x-accel-buffering') === 'no') return await writePieces(call, flat, response.body)
    writeWhole(call, response.status, flat, Buffer.from(await response.arrayBuffer()))
  } catch (fault) {
    writeFault(call, fault)
  }
}
