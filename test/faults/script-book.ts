// Which behaviour the next call of a model gets. Knows nothing of how a behaviour is played.
import type { Behaviour } from './behaviours.ts'

/** `next` is used up one per call; after that `then` holds; without it the rule for `*`, else a plain answer. */
export interface ModelScript {
  readonly next?: readonly Behaviour[]
  readonly then?: Behaviour
}

export interface ScriptBook {
  set(model: string, script: ModelScript): void
  take(model: string | null): Behaviour
}

export function createScriptBook(): ScriptBook {
  const scripts = new Map<string, { queue: Behaviour[]; then: Behaviour | undefined }>()
  return {
    set: (model, script) => void scripts.set(model, { queue: [...(script.next ?? [])], then: script.then }),
    take(model) {
      for (const name of [model ?? '*', '*']) {
        const script = scripts.get(name)
        const behaviour = script?.queue.shift() ?? script?.then
        if (behaviour !== undefined) return behaviour
      }
      return { kind: 'answer' }
    },
  }
}
