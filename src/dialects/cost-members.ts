// What an answer cost, as members of any dialect's usage object. Knows no counts.
import type { ShownCost } from '../contract/usage.ts'

/**
 * JSON numbers, written from integers and never through a float. `cost_details` carries the customer's price by kind of token;
 * `upstream_inference_cost` is OpenRouter's field for keys that a caller brings along, which do not exist here.
 */
export function costMembers(cost: ShownCost): string {
  return (
    `"cost":${cost.total},"cost_details":{"input":${cost.input},"cached_input":${cost.cachedInput},"cache_write":${cost.cacheWrite},` +
    `"output":${cost.output},"reasoning":${cost.reasoning},"per_call":${cost.perCall},"upstream_inference_cost":null}`
  )
}
