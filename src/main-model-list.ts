// What a provider says it serves, from the list of models that each dialect has. Knows no catalog and no prices.
import { answerWithin } from './upstream/collect-body.ts'
import { type SendUpstream, UpstreamFault, type UpstreamTarget } from './upstream/send.ts'

export interface ListedModel {
  readonly id: string
  readonly context_length: number | null
}

const waitMs = 15_000
const bytesMax = 16 * 1_048_576
/** Routers list some hundreds. */
const modelsMax = 5_000

/** The models, or why there are none, in our own words. */
export async function readModelList(
  target: UpstreamTarget,
  path: string,
  { send }: { readonly send: SendUpstream },
): Promise<readonly ListedModel[] | string> {
  const exchange = send({ target, method: 'GET', path, body: null, headers: listHeaders, accept: 'application/json', bytesMax })
  try {
    const { status, body } = await answerWithin(exchange, { bytesMax, withinMs: waitMs })
    if (status < 200 || status >= 300) return `it answers with status ${status}`
    const models = modelsOf(JSON.parse(body.toString('utf8')))
    return models.length === 0 ? 'its answer is no list of models' : models
  } catch (error) {
    if (error instanceof UpstreamFault)
      return error.failure.kind === 'aborted' ? 'it did not answer in time' : error.failure.kind.replaceAll('_', ' ')
    return 'its answer is not JSON'
  }
}

/** The one vendor dialect that wants a version on every request reads it; the others ignore it. */
const listHeaders = { 'anthropic-version': '2023-06-01' }

/** OpenAI and Anthropic say `data`, Google says `models` and `models/<id>`, some vendors answer a bare list. */
function modelsOf(value: unknown): readonly ListedModel[] {
  const list = Array.isArray(value) ? value : (member(value, 'data') ?? member(value, 'models'))
  if (!Array.isArray(list)) return []
  return list.slice(0, modelsMax).flatMap((entry: unknown) => {
    const id = member(entry, 'id') ?? member(entry, 'name')
    if (typeof id !== 'string' || id === '') return []
    const length = ['context_length', 'max_model_len', 'context_window', 'inputTokenLimit', 'max_input_tokens', 'max_context_length']
      .map((name) => member(entry, name))
      .find((found) => typeof found === 'number' && Number.isSafeInteger(found) && found > 0)
    return [{ id: id.replace(/^models\//, ''), context_length: typeof length === 'number' ? length : null }]
  })
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}
