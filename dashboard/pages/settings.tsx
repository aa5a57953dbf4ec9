// Settings: how the dashboard looks, who you are, your password, and the browsers you are signed in with.
import { allows } from '../api/scope.ts'
import { heads } from '../heads.ts'
import { useSession } from '../layouts/use-session.ts'
import { CopyIcon } from '../ui/copy-button.tsx'
import { Choices } from '../ui/field.tsx'
import { Card, CardHeader, Fact, Facts, Page } from '../ui/page.tsx'
import { type Theme, useTheme } from '../ui/theme.ts'
import { ManagementKeysCard } from './settings/management-keys-card.tsx'
import { PasswordCard } from './settings/password-card.tsx'
import { ProfileCard } from './settings/profile-card.tsx'
import { ResponseStorageCard } from './settings/response-storage-card.tsx'
import { SessionsCard } from './settings/sessions-card.tsx'
import { TwoFactorCard } from './settings/two-factor-card.tsx'

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function SettingsPage() {
  const session = useSession()
  const [theme, chooseTheme] = useTheme()
  return (
    <Page {...heads.settings}>
      <div className="max-w-2xl space-y-6">
        <Card>
          <CardHeader title="Appearance" />
          <div className="px-5 pb-5">
            <Choices label="Theme" value={theme} options={themes} onChange={chooseTheme} />
          </div>
        </Card>
        {session?.user != null && <ProfileCard user={session.user} />}
        {session?.user != null && <PasswordCard />}
        {session?.user != null && <TwoFactorCard />}
        <SessionsCard />
        {allows(session, 'management_keys.write') && <ManagementKeysCard />}
        {allows(session, 'account.write') && <ResponseStorageCard />}
        <Card>
          <CardHeader title="Account" />
          <div className="px-5 pb-5">
            <Facts>
              <Fact name="Name">{session?.account.name}</Fact>
              <Fact name="Your role">
                <span className="capitalize">{session?.role ?? 'Operator'}</span>
              </Fact>
              <Fact name="Account ID">
                <span className="inline-flex items-center gap-1 font-mono text-xs">
                  {session?.account.id}
                  <CopyIcon text={session?.account.id ?? ''} label="Copy account ID" />
                </span>
              </Fact>
            </Facts>
          </div>
        </Card>
      </div>
    </Page>
  )
}
