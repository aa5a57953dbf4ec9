// A whole upstream answer -> the client: the upstream's bytes with the caller's model ID; ends the hold. Knows no sockets.
import { bufferOf } from '../base/byte-text.ts'
import type { AnswerRead } from '../dialects/dialect.ts'
import { notDelivered } from '../ledger/delivered.ts'
import { outputTokensEstimate } from '../pricing/bound.ts'
import type { Admission } from './admit.ts'
import type { Reply, ReplyHeaders } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import { writeWhole } from './dialect-sides.ts'
import { imageTokensUncounted } from './extras.ts'
import { moneyHeaders, shownCost } from './money-headers.ts'
import { unpaid } from './record.ts'
import { reverse } from './reverse.ts'
import { billedOf, billFor, providerCostOf, settle } from './settle.ts'
import type { Story } from './story.ts'

export interface WholeAnswer extends AnswerRead {
  readonly bytes: Uint8Array
  /** Absent: JSON. */
  readonly contentType?: string
}

export function relayWhole(story: Story, answer: WholeAnswer, headers: ReplyHeaders, deps: GatewayDeps): Reply {
  const admission = story.admission as Admission
  const { completion } = answer
  const images = imageTokensUncounted(story.request, admission.price, admission.outputCap * (story.request?.choices ?? 1))
  const own = {
    prompt: admission.promptEstimate,
    cached: 0,
    cacheWrite: 0,
    completion: outputTokensEstimate(completion.outputBytes, 0) + images,
    reasoning: 0,
    ...(admission.detailsEstimate && { details: { ...admission.detailsEstimate, imageOutput: images } }),
  }
  // Counts of zero beside an answer are no counts, unless no output tokens were asked for.
  const uncounted = completion.usage?.completion === 0 && completion.hasOutput && story.request?.outputTokensMax !== 0
  const counted = uncounted ? null : completion.usage
  const bill = billFor(story, counted, own, completion.units)
  const { hasOutput, finishReason } = completion
  const undelivered = notDelivered({ hasOutput, finishReason, completionTokens: completion.usage?.completion ?? null })
  story.firstOutputElapsed = deps.clock.elapsed()
  const body = writeWhole(story, answer, { usage: bill.tokens, cost: () => shownCost(story, billedOf(bill, undelivered)) })
  const given = Object.assign(headers, moneyHeaders(story, billedOf(bill, undelivered)))
  if (answer.contentType !== undefined) given['content-type'] = answer.contentType
  story.call.keeper?.whole(bufferOf(body), given)
  settle(
    story,
    {
      ...unpaid('success', null),
      tokens: bill.tokens,
      estimated: bill.estimated,
      costNano: bill.costNano,
      providerCostNano: providerCostOf(story, bill.tokens),
      finishReason,
      undelivered,
    },
    bill,
    deps,
  )
  return { kind: 'json', body, headers: given, undelivered: (reason) => reverse(story, reason, deps) }
}
