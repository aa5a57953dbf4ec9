// The last upstream failure -> the problem its caller is told, in our own words only.
import type { UpstreamError } from '../contract/chat.ts'
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

export function problemFor(failure: UpstreamFailure, error: UpstreamError | null): Problem {
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
    return problem('invalid_request', `The provider of this model refused the request as invalid${code}.${field}`, {
      param: error?.param ?? null,
    })
  }
  const code = adviceFor(failure.kind).problem
  const sentence = sentences[failure.kind] ?? 'The providers of this model cannot be reached for the moment.'
  return problems[code].retry === 'after'
    ? problem(code, sentence, { retryAfterMs: failure.retryAfterMs ?? retryAfterDefaultMs })
    : problem(code, sentence)
}
