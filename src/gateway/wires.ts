// Whatever callers speak, by name: languages of conversations and tasks. Adds nothing to them.
import { type TaskName, taskNames, type WireName } from '../contract/tasks.ts'
import type { DialectName } from '../contract/dialects.ts'
import { dialectNamed } from '../dialects/registry.ts'
import { completions } from '../tasks/completions.ts'
import { taskNamed } from '../tasks/registry.ts'
import type { ClientWire } from './story.ts'

export function wireNamed(name: WireName): ClientWire {
  if (name === completions.name) return completions
  return isTask(name) ? taskNamed(name) : dialectNamed(name as DialectName)
}

export function isTask(name: string): name is TaskName {
  return (taskNames as readonly string[]).includes(name)
}
