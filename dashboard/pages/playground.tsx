// Playground: a conversation with one model or with several side by side, paid by a key of the account.
import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import type { KeyJson, ModelJson } from '../../src/contract/control-api.ts'
import { keptRequestQuery, keysQuery, modelsQuery } from '../api/queries.ts'
import { carryRequest } from '../format/carried-request.ts'
import { heads } from '../heads.ts'
import { paths } from '../paths.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Card, Page } from '../ui/page.tsx'
import { EmptyState, Loaded } from '../ui/states.tsx'
import { CarriedNotice } from './playground/carried.tsx'
import { Workbench } from './playground/workbench.tsx'

export function PlaygroundPage() {
  const keys = useQuery(keysQuery)
  const models = useQuery(modelsQuery)
  return (
    <Page {...heads.playground}>
      <Loaded query={keys}>
        {(allKeys) => <Loaded query={models}>{(allModels) => <Ready keys={allKeys} models={allModels} />}</Loaded>}
      </Loaded>
    </Page>
  )
}

/** What a link asks for. */
interface Opening {
  readonly model?: string
  readonly key_id?: string
  readonly stream?: string
  /** The ID of a request to try again. */
  readonly request?: string
}

function Ready({ keys, models }: { keys: readonly KeyJson[]; models: readonly ModelJson[] }) {
  const { model: asked, key_id: askedKey, stream, request } = useSearch({ strict: false }) as Opening
  const kept = useQuery({ ...keptRequestQuery(request ?? ''), enabled: request !== undefined })
  const usable = keys.filter((key) => key.state === 'active')
  const callable = models.filter((model) => model.status === 'Available')
  if (usable.length === 0 || callable.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<KeyRound size={18} />}
          title={usable.length === 0 ? 'The Playground needs an active key' : 'No model can be called now'}
          action={
            <ButtonLink to={usable.length === 0 ? paths.keys : paths.models} weight="primary">
              {usable.length === 0 ? 'To the API keys' : 'To the models'}
            </ButtonLink>
          }
        >
          {usable.length === 0
            ? 'A key says what may be called and who pays. Create one, with a small budget if you like.'
            : 'Models come up with their providers.'}
        </EmptyState>
      </Card>
    )
  }
  const first = callable.find((model) => model.id === asked) ?? callable[0]
  // The one in use is likelier meant than the newest.
  const lastUsed = usable.toSorted((a, b) => (b.last_used_at ?? '').localeCompare(a.last_used_at ?? ''))[0]
  const key = usable.find((one) => one.id === askedKey) ?? lastUsed
  const opening = { model: (first as ModelJson).id, keyId: (key as KeyJson).id, stream: stream !== 'false' }
  if (request === undefined) return <Workbench keys={usable} models={callable} first={opening} carried={null} />
  return (
    <Loaded query={kept}>
      {(asked) => (
        <>
          <CarriedNotice requestId={request} kept={asked} />
          <Workbench
            keys={usable}
            models={callable}
            first={opening}
            carried={asked.chat_completion === null ? null : carryRequest(asked.chat_completion)}
          />
        </>
      )}
    </Loaded>
  )
}
