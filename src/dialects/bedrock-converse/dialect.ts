// The bedrock-converse dialect as one object: what providers speak and no client does. Knows no URLs, keys, prices or accounts.
// Shape: Amazon Bedrock API reference, "Converse" and "ConverseStream".
import type { OfferWire, UpstreamDialect } from '../dialect.ts'
import { readError } from './errors.ts'
import { choicesOf, isOpening, openStream } from './read-stream.ts'
import { requestFromCommon } from './request-from-common.ts'
import { openCommonEvents } from './stream-to-common.ts'
import { cutIntoEvents, joinEvents, readWholeAnswer } from './whole-answer.ts'

export const bedrockConverse: UpstreamDialect = {
  name: 'bedrock-converse',
  framing: 'aws_event_stream',
  path: ({ upstreamModel }: OfferWire, stream) => `/model/${encodeURIComponent(upstreamModel)}/${stream ? 'converse-stream' : 'converse'}`,
  forwardHeaders: () => ({ headers: {}, dropped: [] }),
  openStream,
  choicesOf,
  isOpening,
  readWholeAnswer,
  readError,
  cutIntoEvents,
  joinEvents,
  requestFromCommon,
  openCommonEvents,
}
