// Which tools of a request the caller runs itself. Those that the provider runs are charged by the call and have no price here.
import { fieldsOf, listOf, textOf } from '../wire-fields.ts'

const callersOwn = new Set(['function', 'custom', 'local_shell', 'apply_patch', 'namespace'])

export function isCallersOwn(tool: unknown): boolean {
  return callersOwn.has(textOf(fieldsOf(tool)['type']) ?? '')
}

/** Paths of the tools that are left out. */
export function hostedTools(tools: unknown): string[] {
  return listOf(tools).flatMap((tool, at) => (isCallersOwn(tool) ? [] : [`tools[${at}]`]))
}
