// Settings: how this browser shows the dashboard, and the session it is signed in with.
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/queries.ts'
import { utcFull } from '../format/time.ts'
import { CopyIcon } from '../ui/copy-button.tsx'
import { Choices } from '../ui/field.tsx'
import { Card, CardHeader, Fact, Facts, Page } from '../ui/page.tsx'
import { type Theme, useTheme } from '../ui/theme.ts'

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function SettingsPage() {
  const session = useQuery(sessionQuery).data
  const [theme, chooseTheme] = useTheme()
  return (
    <Page title="Settings">
      <div className="space-y-6">
        <Card>
          <CardHeader title="Appearance" />
          <div className="px-5 pb-5">
            <Choices label="Theme" value={theme} options={themes} onChange={chooseTheme} />
          </div>
        </Card>
        <Card>
          <CardHeader title="This session" />
          <div className="px-5 pb-5">
            <Facts>
              <Fact name="Account">{session?.account.name}</Fact>
              <Fact name="Account ID">
                <span className="inline-flex items-center gap-1 font-mono text-xs">
                  {session?.account.id}
                  <CopyIcon text={session?.account.id ?? ''} label="Copy account ID" />
                </span>
              </Fact>
              <Fact name="May">{session?.scope}</Fact>
              <Fact name="Ends">{session?.expires_at == null ? 'never' : utcFull(session.expires_at)}</Fact>
            </Facts>
          </div>
        </Card>
      </div>
    </Page>
  )
}
