// One probe of one offer: asked, judged, priced, and made safe to keep. Knows no schedule and no storage.
import type { Model } from '../../catalog/model.ts'
import type { ProbeResult, ProbeVerdict } from '../../catalog/verification.ts'
import type { Nano } from '../../contract/money.ts'
import type { ProbeName } from '../../contract/probes.ts'
import { chargeNano } from '../../pricing/charge.ts'
import { priceAt } from '../../pricing/rates.ts'
import { type Asking, askOffer, type ProbeAnswer } from './ask-offer.ts'
import { type Probe, probes } from './probes.ts'

const evidenceLengthMax = 400

/** Refusals that speak of us or of the moment, not of what the offer can do. */
const notOfTheOffer = new Set([401, 402, 403, 407, 408, 425, 429])

export async function runProbe(model: Model, name: ProbeName, asking: Asking): Promise<ProbeResult> {
  const probe = probes[name]
  const body = asking.offer.takesStreamOptions || !probe.stream ? probe.body : withoutStreamOptions(probe)
  const answer = await askOffer(body, { stream: probe.stream, ...(probe.stopAfter && { stopAfter: probe.stopAfter }) }, asking)
  const { verdict, found, evidence } = judge(probe, answer)
  return {
    offerId: asking.offer.id,
    provider: asking.offer.provider,
    model: model.id,
    probe: name,
    verdict,
    found,
    evidence: safe(evidence, asking),
    latencyMs: answer.latencyMs,
    costNano: costOf(model, probe, answer, asking),
    atMs: asking.clock.now(),
  }
}

function withoutStreamOptions({ body }: Probe): Probe['body'] {
  const { stream_options: _options, ...rest } = body
  return rest
}

function judge(probe: Probe, answer: ProbeAnswer): { verdict: ProbeVerdict; found: string; evidence: unknown } {
  const { status, failure, errorText } = answer
  if (failure === null && answer.message !== null) {
    const { passed, found, evidence } = probe.judge(answer)
    return { verdict: passed ? 'passed' : 'failed', found, evidence }
  }
  // A request of that kind was refused, or answered with nonsense: the offer does not do it.
  const ofTheOffer = status !== null && status < 500 && !notOfTheOffer.has(status)
  const found = status === null ? `No answer came: ${(failure ?? 'nothing').replaceAll('_', ' ')}.` : `It answered with status ${status}.`
  return { verdict: ofTheOffer ? 'failed' : 'error', found, evidence: errorText }
}

/** By what the provider charges us, else by the model's price. Without a count of the provider's, a token for each four letters. */
function costOf(model: Model, probe: Probe, answer: ProbeAnswer, { offer, clock }: Asking): Nano {
  const price = offer.cost ?? model.price
  if (price === undefined || (answer.message === null && answer.pieces === 0)) return 0n
  const prompt = Math.ceil(JSON.stringify(probe.body.messages).replace(/data:[^"]+/g, '').length / 4)
  const completion = Math.ceil(JSON.stringify(answer.message ?? '').length / 4)
  const usage = answer.usage ?? { prompt, completion, cached: 0, cacheWrite: 0, reasoning: 0 }
  return chargeNano(priceAt(price, clock.now()), usage)
}

/** What a probe can cost at most: asked before it is sent. */
export function worstCostOf(model: Model, name: ProbeName, { offer, clock }: Pick<Asking, 'offer' | 'clock'>): Nano {
  const price = offer.cost ?? model.price
  const { body } = probes[name]
  const prompt = JSON.stringify(body).length
  return price === undefined
    ? 0n
    : chargeNano(priceAt(price, clock.now()), { prompt, completion: body.max_tokens, cached: 0, cacheWrite: 0, reasoning: 0 })
}

/** Short, on one line, and without the credential, should a provider ever repeat it. */
function safe(evidence: unknown, { target }: Asking): string {
  const text = typeof evidence === 'string' ? evidence : (JSON.stringify(evidence) ?? '')
  const secret = target.credential?.reveal()
  const clean = secret === undefined || secret.length < 8 ? text : text.replaceAll(secret, '[secret]')
  const short = clean.replace(/\s+/g, ' ').slice(0, evidenceLengthMax)
  return short.replace(/\b(sk|key|token|bearer)[-_ ][\w.-]{16,}/gi, '[secret]').toWellFormed()
}
