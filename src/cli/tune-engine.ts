// Engine settings of a serving process, made before anything is compiled. Knows nothing of requests.
import { setFlagsFromString } from 'node:v8'

/**
 * Both keep garbage young, where it is nearly free. A request lives some milliseconds: an engine that takes busy seconds as a reason to
 * allocate request objects in the old generation ("pretenuring") lets each of them keep its neighbours until a full collection; and what is
 * left after a young collection is too little to be worth waking four more threads. docs/internals/performance.md has the figures.
 */
export function tuneEngine(): void {
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--no-parallel-scavenge')
}
