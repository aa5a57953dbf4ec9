// Puts the operator's words into a vendor's record: `{region}` -> `eu-central-1`. Knows no vendor by name, no environment and no file.
import type { Endpoint } from '../contract/endpoint.ts'
import type { BaseUrlPart, ProviderRecord } from './provider.ts'

/** A host label or a path segment, and nothing that could leave its place. */
const partText = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,126}[A-Za-z0-9])?$/

export function isPartText(text: string): boolean {
  return partText.test(text) && !text.includes('..')
}

export type Parts = Readonly<Record<string, string>>

export interface FilledParts {
  readonly record: ProviderRecord
  /** Parts that nobody said and that have no fallback: the record cannot be used. */
  readonly missing: readonly BaseUrlPart[]
}

/** The record with its parts in their places. A base URL that the operator gave stays as it is, and needs only what stands elsewhere. */
export function fillParts(record: ProviderRecord, given: Parts, ownBaseUrl: string | undefined): FilledParts {
  const { baseUrlParts: parts = [], baseUrlWhen: cases = [] } = record
  const values = new Map(parts.map(({ name, fallback }) => [name, given[name] ?? fallback]))
  const fill = (text: string): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole)
  const template = cases.find(({ part, is }) => values.get(part) === is)?.baseUrl ?? record.baseUrl
  const filled = {
    ...record,
    baseUrl: ownBaseUrl ?? fill(template),
    auth: record.auth.kind === 'aws' ? { ...record.auth, region: fill(record.auth.region) } : record.auth,
    ...(record.endpoint && { endpoint: endpointWith(record.endpoint, fill) }),
  } satisfies ProviderRecord
  const needed = `${filled.baseUrl} ${filled.auth.kind === 'aws' ? filled.auth.region : ''} ${JSON.stringify(filled.endpoint?.path ?? {})}`
  return { record: filled, missing: parts.filter(({ name }) => needed.includes(`{${name}}`)) }
}

function endpointWith(endpoint: Endpoint, fill: (text: string) => string): Endpoint {
  return { ...endpoint, path: { whole: fill(endpoint.path.whole), stream: fill(endpoint.path.stream) } }
}
