// Serves the tests of this folder only: a gateway before one vendor on loopback, behind that vendor's own record as it ships.
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after } from 'node:test'
import { Secret } from '../../src/base/secret.ts'
import { asId, type ProviderId } from '../../src/contract/ids.ts'
import { upstreamDialectNamed } from '../../src/dialects/registry.ts'
import { fillParts, type Parts } from '../../src/providers/fill-parts.ts'
import { providerRegistry } from '../../src/providers/registry.ts'
import { readAwsKeys, signAws } from '../../src/upstream/sign-aws.ts'
import { openTestGateway, type TestGateway } from './open-test-gateway.ts'
import { openVendor, type Vendor, type VendorRequest } from './open-vendor.ts'

const closing: { close(): unknown }[] = []
after(() => Promise.all(closing.map((one) => one.close())))

interface Opened {
  readonly house: TestGateway
  readonly vendor: Vendor
}

interface Asking {
  readonly id: string
  readonly credential: string
  readonly parts?: Parts
  readonly upstreamModel?: string
}

/** The record of a vendor as it ships, but at this machine's address. */
export async function behind(asking: Asking, serve: (request: VendorRequest, response: ServerResponse) => void): Promise<Opened> {
  const vendor = await openVendor(serve)
  const shipped = providerRegistry.find(({ id }) => id === asking.id)
  assert.ok(shipped)
  const prefix = new URL(fillParts(shipped, asking.parts ?? {}, undefined).record.baseUrl).pathname.replace(/\/$/, '')
  const { record } = fillParts(shipped, asking.parts ?? {}, vendor.baseUrl + prefix)
  const { dialect, alsoSpeaks, endpoint, auth, baseUrl, outputCapField, takesStreamOptions, dropsParams } = record
  const framing = record.framing ?? upstreamDialectNamed(dialect).framing
  const provider = asId<ProviderId>('provider-1')
  const credential = new Secret(asking.credential)
  const target = { provider, baseUrl, auth, credential, allowPrivate: true, ...(framing && { framing }) }
  const house = await openTestGateway({
    offer: {
      ...{ dialect, outputCapField, takesStreamOptions, dropsParams, upstreamModel: asking.upstreamModel ?? 'up' },
      ...(alsoSpeaks && { alsoSpeaks }),
      ...(endpoint && { endpoint }),
    },
    deps: () => ({ targets: () => new Map([[provider, target]]) }),
  })
  closing.push(house, vendor)
  return { house, vendor }
}

export const bodyOf = (request: VendorRequest | undefined) => JSON.parse(request?.body.toString() ?? 'null') as Record<string, unknown>

/** As the vendor checks it: the same signature over what arrived, or 403. */
export function signedBy(credential: string, request: VendorRequest, region: string, service: string): boolean {
  const keys = readAwsKeys(credential)
  const stamp = String(request.headers['x-amz-date'])
  const nowMs = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (keys === undefined || Math.abs(nowMs - Date.now()) > 300_000) return false
  const { method, target, body } = request
  const expected = signAws(keys, { method, host: String(request.headers.host), target, body, region, service, nowMs })
  return Object.entries(expected).every(([name, value]) => request.headers[name] === value)
}

export const pair = 'ASIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY:session-token'
