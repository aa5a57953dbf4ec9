// What came along from a request in Usage Logs, or why nothing did and how it can.
import { Link } from '@tanstack/react-router'
import type { KeptRequestJson } from '../../../src/contract/usage-api.ts'
import { messageWords } from '../../format/carried-request.ts'
import { plural } from '../../format/number.ts'
import type { Message } from '../../format/playground.ts'
import { paths } from '../../paths.ts'

export function CarriedNotice({ requestId, kept }: { requestId: string; kept: KeptRequestJson }) {
  return (
    <p role="status" className="mb-4 rounded-lg border border-line bg-surface px-4 py-2.5 text-quiet">
      {kept.chat_completion === null ? (
        <NotKept allowed={kept.storage_allowed} />
      ) : (
        <>
          Everything that <RequestLink id={requestId} /> asked is filled in; press Send to ask it again.
          {kept.left_out.length > 0 && ` Without ${kept.left_out.join(', ')}: chat completions have no word for it.`}
        </>
      )}
    </p>
  )
}

function NotKept({ allowed }: { allowed: boolean }) {
  if (allowed)
    return 'The messages of this request are not kept: only requests to /v1/responses are, for a time, from when this account allowed it.'
  return (
    <>
      The messages of this request are not kept, because this account stores no prompts; those of /v1/responses are once it is allowed in{' '}
      <Link to={paths.settings} className="font-medium text-accent underline-offset-2 hover:underline">
        Settings
      </Link>
      .
    </>
  )
}

function RequestLink({ id }: { id: string }) {
  return (
    <Link to={paths.usage} search={{ id }} className="font-medium text-accent underline-offset-2 hover:underline">
      this request
    </Link>
  )
}

export function EarlierMessages({ messages }: { messages: readonly Message[] }) {
  if (messages.length === 0) return null
  return (
    <details className="mb-5 rounded-lg border border-line bg-sunken px-3.5 py-2 text-quiet">
      <summary className="text-xs">{plural(messages.length, 'earlier message')} of the carried request</summary>
      <ol className="mt-2 space-y-2">
        {messages.map((message, at) => {
          const { role, words } = messageWords(message as unknown as Readonly<Record<string, unknown>>)
          return (
            <li key={at}>
              <span className="text-xs text-faint">{role}</span>
              <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{words}</p>
            </li>
          )
        })}
      </ol>
    </details>
  )
}
