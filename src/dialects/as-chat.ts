// A /v1/responses request in the words of a chat completion, to be shown and sent again by a person. Knows no offers.
import { bufferOf } from '../base/byte-text.ts'
import { encodeUtf8, decodeUtf8 } from '../base/utf8.ts'
import { requestFromCommon } from './openai-chat/request-from-common.ts'
import { requestToCommon } from './openai-responses/request-to-common.ts'

export interface AsChat {
  /** The body of a chat completion; streaming and the cap on output tokens only where the request had them. */
  readonly body: Readonly<Record<string, unknown>>
  /** What chat completions have no word for. */
  readonly leftOut: readonly string[]
}

export function responsesAsChat(fields: Readonly<Record<string, unknown>>): AsChat {
  const common = requestToCommon({ bytes: encodeUtf8(JSON.stringify(fields)) })
  const cap = fields['max_output_tokens']
  const written = requestFromCommon(common, {
    offer: { upstreamModel: String(fields['model']), outputCapField: 'max_tokens', takesStreamOptions: false, dropsParams: [] },
    outputCap: typeof cap === 'number' ? cap : 0,
    stream: fields['stream'] === true,
    reasons: true,
  })
  const { max_tokens: _cap, ...body } = JSON.parse(decodeUtf8(bufferOf(written.body))) as Record<string, unknown>
  return { body: typeof cap === 'number' ? { ...body, max_tokens: cap } : body, leftOut: [...common.left, ...written.dropped] }
}
