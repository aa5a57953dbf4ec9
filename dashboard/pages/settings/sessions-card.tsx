// The browsers that are signed in as you, each to be signed out.
import { useQuery } from '@tanstack/react-query'
import type { BrowserSessionJson } from '../../../src/contract/sign-in-api.ts'
import { sessionsQuery } from '../../api/queries.ts'
import { useForm } from '../../forms/use-form.ts'
import { browserName } from '../../format/browser-name.ts'
import { Ago } from '../../ui/amount.tsx'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Card, CardHeader } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { notify } from '../../ui/toast.tsx'

export function SessionsCard() {
  const query = useQuery(sessionsQuery)
  const others = useForm({
    method: 'DELETE',
    path: '/sessions',
    renews: [['sessions']],
    done: () => notify('Your other browsers are signed out'),
  })
  return (
    <Card>
      <CardHeader title="Signed-in browsers">
        {(query.data?.length ?? 0) > 1 && (
          <Button size="small" busy={others.busy} onClick={() => others.send()}>
            Sign out all others
          </Button>
        )}
      </CardHeader>
      <Loaded query={query}>
        {(sessions) => (
          <ul className="divide-y divide-line border-t border-line">
            {sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function SessionRow({ session }: { session: BrowserSessionJson }) {
  const form = useForm({
    method: 'DELETE',
    path: `/sessions/${session.id}`,
    renews: [['sessions']],
    done: () => notify('That browser is signed out'),
  })
  return (
    <li className="flex items-center gap-4 px-5 py-3">
      <div className="min-w-0 grow">
        <p className="flex items-center gap-2 font-medium">
          <span className="truncate" title={session.browser}>
            {browserName(session.browser)}
          </span>
          {session.current && <Badge tone="good">this browser</Badge>}
        </p>
        <p className="text-xs text-quiet">
          {session.address ?? 'address unknown'} · signed in <Ago at={session.created_at} /> · ends <Ago at={session.expires_at} />
        </p>
      </div>
      {!session.current && (
        <Button size="small" busy={form.busy} onClick={() => form.send()}>
          Sign out
        </Button>
      )}
    </li>
  )
}
