// Headers -> Caller: who pays. Reads no body; there is no default principal. Knows nothing of models or money.
import { ok, refuse, type Result } from '../base/result.ts'
import type { AccountId } from '../contract/ids.ts'
import { problem, type Problem } from '../contract/problems.ts'
import { keyState, type Key } from '../keys/key.ts'
import { playgroundTokenPrefix, readPlaygroundToken } from '../keys/playground-token.ts'
import { readKeyText, type KeyTextVerdict } from '../keys/key-format.ts'
import type { Limits } from '../limits/limiter.ts'
import type { Call, JudgedCredential } from './call.ts'
import type { GatewayDeps } from './deps.ts'
import type { Tally } from './tally.ts'

export interface Caller {
  readonly key: Key
  readonly accountId: AccountId
  readonly keyLimits: Limits
  readonly accountLimits: Limits
  /** The request came from the Playground page, which holds a token of the key. */
  readonly playground: boolean
}

const badForm: Record<Exclude<KeyTextVerdict, 'well_formed'>, string> = {
  other_service: 'This is the key of another service. Send a key of this server; it begins with sk-nxr-.',
  management_key: 'This is a management key, which the control API takes. Requests to models need an API key; it begins with sk-nxr-.',
  bad_checksum: 'This key is mistyped or cut: its checksum does not match. Copy the whole key again.',
  malformed: 'This is not a key of this server. A key begins with sk-nxr- and has 45 characters, without quotes around them.',
}

/** A refusal; `holder` is the caller behind a recognised key that may not be used now, whose Usage Logs get a line. */
export interface AuthRefusal {
  readonly problem: Problem
  readonly holder: Caller | null
}

function anonymous(refusal: Problem): Result<Caller, AuthRefusal> {
  return refuse({ problem: refusal, holder: null })
}

/** One code for every failure; the message tells apart only what the bearer of the text can see, or what the holder of the real key may know. */
export function authenticate(
  call: Call,
  deps: GatewayDeps,
  failures: Tally,
): Promise<Result<Caller, AuthRefusal>> | Result<Caller, AuthRefusal> {
  if (!call.credential.ok) return anonymous(call.credential.problem)
  const text = call.credential.value
  const playground = text.startsWith(playgroundTokenPrefix)
  const { form, hash } = playground ? playgroundToken : call.judgedOnce(text, (own) => judge(own, deps))
  if (form !== 'well_formed') return anonymous(problem('invalid_api_key', badForm[form]))
  const key = hash === null ? keyOfToken(text, call, deps) : deps.keys.findKeyByHash(hash)
  const whose = (found: Key | undefined): Result<Caller, AuthRefusal> =>
    found === undefined ? anonymous(playground ? badToken : unknownKey(call, failures)) : judged(found, call, deps, playground)
  return key instanceof Promise ? key.then(whose) : whose(key)
}

const playgroundToken: JudgedCredential = { form: 'well_formed', hash: null }

function judge(text: string, { hashSecret }: GatewayDeps): JudgedCredential {
  const form = readKeyText(text)
  return { form, hash: form === 'well_formed' ? hashSecret(text) : null }
}

function judged(key: Key, call: Call, deps: GatewayDeps, playground: boolean): Result<Caller, AuthRefusal> {
  const { keyLimits, accountLimits } = deps.settings
  const holder = { key, accountId: key.accountId, keyLimits: effectiveLimits(key, keyLimits), accountLimits, playground }
  switch (keyState(key, call.arrivedMs)) {
    case 'active':
      return ok(holder)
    case 'disabled':
      return refuse({ problem: problem('invalid_api_key', 'This key is disabled. Its owner can enable it again.'), holder })
    case 'expired': {
      const since = new Date(key.expiresAtMs ?? 0).toISOString()
      return refuse({ problem: problem('invalid_api_key', `This key expired at ${since}. Create a new one.`), holder })
    }
  }
}

const badToken = problem(
  'invalid_api_key',
  'This Playground token is over, or its key was deleted. Reload the Playground to get a new one.',
)

/** No guess is worth counting: a token is proved by a hash before anything is looked up. */
async function keyOfToken(text: string, call: Call, deps: GatewayDeps): Promise<Key | undefined> {
  const grant = readPlaygroundToken(text, deps.hashSecret)
  if (grant === undefined || grant.expiresAtMs <= call.arrivedMs) return undefined
  return deps.keySpend(grant.accountId, grant.keyId)
}

/** Only keys that do not exist count against an address: those who share it and hold a real one are not locked out by a guesser. */
function unknownKey(call: Call, failures: Tally): Problem {
  const address = call.clientAddress ?? 'unknown'
  const waitMs = failures.waitMs(address, call.arrivedMs)
  failures.add(address, call.arrivedMs)
  return waitMs > 0
    ? problem('rate_limit_exceeded', 'Too many unknown keys were tried from this address. Wait before the next try.', {
        retryAfterMs: waitMs,
      })
    : problem(
        'invalid_api_key',
        'This key is unknown to this server, or it was deleted. Create one and send it as `Authorization: Bearer sk-nxr-...`.',
      )
}

/** A key's own limit, else the server's default; null means none. */
function effectiveLimits(key: Key, defaults: Limits): Limits {
  const own = key.limits
  return {
    requestsPerMinute: own.requestsPerMinute === undefined ? defaults.requestsPerMinute : own.requestsPerMinute,
    tokensPerMinute: own.tokensPerMinute === undefined ? defaults.tokensPerMinute : own.tokensPerMinute,
    concurrentRequests: own.concurrentRequests === undefined ? defaults.concurrentRequests : own.concurrentRequests,
  }
}
