// The last upstream failure -> the problem its caller is told, in our own words only.
import { spanNamed } from '../base/json-scan.ts'
import type { ChatRequest, UpstreamError } from '../contract/chat.ts'
import { problem, problems, type Problem } from '../contract/problems.ts'
import { adviceFor } from '../upstream/classify-failure.ts'
import type { FailureKind, UpstreamFailure } from '../upstream/send.ts'

/** When nobody said how long to wait: long enough for a hiccup to pass, short enough for SDKs to honour. */
const retryAfterDefaultMs = 5_000

const sentences: Partial<Record<FailureKind, string>> = {
  rate_limited: 'All providers of this model are at their own limit for the moment.',
  overloaded: 'All providers of this model are overloaded for the moment.',
  first_byte_timeout: 'The provider did not begin to answer in time.',
  idle_timeout: 'The provider stopped answering.',
  total_timeout: 'The provider did not finish its answer in time.',
  bad_response: 'The provider answered with something that is not an answer.',
  truncated: 'The provider broke its answer off.',
  stream_error: 'The provider reported an error instead of an answer.',
  unauthorized: "The provider refused this server's own credential; its operator has to mend that.",
  server_error: 'The provider failed to answer.',
  too_large: "The provider's answer is larger than this server accepts.",
}

/** Refusals that a client can mend by itself, in words that it looks for: claude-code asks again without instructions among its turns. */
const clues: Readonly<Record<string, string>> = {
  system_turn_unsupported:
    " Turns are of role 'user' or 'assistant' there; role 'system' is not supported. Put instructions into the top-level `system`.",
}

/** `request`: the caller's own; a field that is not in it is the provider's word and stays here. */
export function problemFor(failure: UpstreamFailure, told: UpstreamError | null, request?: ChatRequest): Problem {
  const error = told === null || sent(told.param, request) ? told : { ...told, param: null }
  if (error?.contextLength && (failure.kind === 'bad_request' || failure.kind === 'stream_error')) {
    return problem(
      'context_length_exceeded',
      "The messages and the requested output do not fit this model's context window. Shorten them or lower max_tokens.",
      {
        param: error.param ?? 'messages',
      },
    )
  }
  if (failure.kind === 'bad_request') {
    const field = error?.param ? ` It names the field \`${error.param}\`.` : ''
    const code = error?.code ? ` (${error.code})` : ''
    const clue = clues[error?.code ?? ''] ?? ''
    return problem('invalid_request', `The provider of this model refused the request as invalid${code}.${field}${clue}`, {
      param: error?.param ?? null,
    })
  }
  const code = adviceFor(failure.kind).problem
  const sentence = sentences[failure.kind] ?? 'The providers of this model cannot be reached for the moment.'
  return problems[code].retry === 'after'
    ? problem(code, sentence, { retryAfterMs: failure.retryAfterMs ?? retryAfterDefaultMs })
    : problem(code, sentence)
}

/** Whether the caller's request has the top-level member that a path such as `messages[2].content` begins with. */
function sent(path: string | null, request: ChatRequest | undefined): boolean {
  const name = path?.split(/[.[]/, 1)[0]
  return name !== undefined && request !== undefined && spanNamed(request.bytes, request.spans, name) !== undefined
}
