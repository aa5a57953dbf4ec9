// The name of an endpoint, derived from its method and path: `keys.create`, `session.confirm`. For the books, the typed client and the docs.
import type { Endpoint } from './endpoint.ts'

const verbs: Readonly<Record<Endpoint['method'], string>> = { GET: 'list', POST: 'create', PATCH: 'change', PUT: 'put', DELETE: 'delete' }

/** Collections without a plural. */
const listed: ReadonlySet<string> = new Set(['usage', 'audit'])

/**
 * Resource and verb with a dot between; a path's last word behind the resource is the verb. A resource in the singular is shown by `get`,
 * and a whole collection is removed by `delete_all`.
 */
export function operationName({ method, path }: Pick<Endpoint, 'method' | 'path'>): string {
  const parts = path.split('/').filter((part) => part !== '')
  const words = parts.filter((part) => !part.startsWith(':')).map((part) => part.replaceAll(/[-.]/g, '_'))
  const [resource, ...behind] = words as [string, ...string[]]
  const one = parts.at(-1)?.startsWith(':') ?? false
  const plural = listed.has(resource) || (resource.endsWith('s') && !resource.endsWith('ss') && resource !== 'status')
  if (behind.length > 0) {
    const plain = !one && (method === 'GET' || method === 'POST')
    return [resource, ...behind, ...(plain ? [] : [method === 'GET' ? 'get' : verbs[method]])].join('.')
  }
  if (method === 'GET') return `${resource}.${one || !plural ? 'get' : 'list'}`
  if (method === 'DELETE' && plural && !one) return `${resource}.delete_all`
  return `${resource}.${verbs[method]}`
}
