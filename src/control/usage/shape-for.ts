// Which form of a usage record somebody sees. Knows no HTTP.
import { mayDo } from '../../access/role.ts'
import { operatorUsageJson, type UsageJson, usageJson, type UsageRecord } from '../../contract/usage.ts'
import type { Principal } from '../endpoint.ts'

/** The names of the server's credentials are the operator's business. */
export function shapeFor({ grants }: Principal): (record: UsageRecord) => UsageJson {
  return mayDo(grants, 'server.operate') ? operatorUsageJson : (record) => usageJson(record)
}
