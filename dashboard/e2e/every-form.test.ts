// Each form of the dashboard names the test that fills it in, wrongly and rightly; a new form without one fails here. Opens no browser.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { test } from 'node:test'

const folder = join(import.meta.dirname, '..')

/** Form -> a test of this folder, and a word of it that leads to the form. */
const walks: Readonly<Record<string, readonly [test: string, word: string]>> = {
  'forms/add-credential.tsx': ['operator-forms', 'Add a credential'],
  'forms/add-credit.tsx': ['operator-forms', 'Add credit'],
  'forms/add-passkey.tsx': ['sign-in', 'Add a passkey'],
  'forms/confirm-identity.tsx': ['sign-in', 'confirms'],
  'forms/connect-provider.tsx': ['operator', 'Connect a provider'],
  'forms/create-alert.tsx': ['newcomer', 'Add an alert'],
  'forms/create-key.tsx': ['account-forms', 'Create key'],
  'forms/create-management-key.tsx': ['account-forms', 'The management key'],
  'forms/create-vouchers.tsx': ['operator-forms', 'Make vouchers'],
  'forms/delete-key.tsx': ['newcomer', 'Delete key'],
  'forms/edit-key.tsx': ['newcomer', 'Edit'],
  'forms/invite.tsx': ['account-forms', 'Invite'],
  'forms/publish-model.tsx': ['operator', 'Publish a model'],
  'forms/publish-price.tsx': ['operator-forms', 'Compare'],
  'forms/redeem-voucher.tsx': ['newcomer', 'Redeem'],
  'forms/reset-code.tsx': ['sign-in', 'read'],
  'forms/reveal-key.tsx': ['account-forms', 'Reveal'],
  'forms/rotate-key.tsx': ['account-forms', 'Rotate'],
  'forms/set-auto-top-up.tsx': ['account-forms', 'Turn on'],
  'forms/set-budget.tsx': ['account-forms', 'Set budget'],
  'forms/set-up-app.tsx': ['sign-in', 'authenticator app'],
  'forms/suspend-account.tsx': ['operator-forms', 'Suspend account'],
  'pages/billing/top-up-card.tsx': ['account-forms', 'Pay by card'],
  'pages/invitation.tsx': ['account-forms', 'Accept and sign in'],
  'pages/oidc-callback.tsx': ['sign-in', 'Test login'],
  'pages/playground/ask-line.tsx': ['newcomer', 'Playground'],
  'pages/reset-password.tsx': ['sign-in', 'forgotten password'],
  'pages/settings/password-card.tsx': ['account-forms', 'Change password'],
  'pages/settings/profile-card.tsx': ['account-forms', 'Your name was changed'],
  'pages/setup.tsx': ['newcomer', 'Set up and sign in'],
  'pages/sign-in.tsx': ['newcomer', 'sign_in_failed'],
  'pages/sign-up.tsx': ['account-forms', 'Create account'],
  'pages/usage/filter-value.tsx': ['newcomer', 'chips'],
}

test('every form of the dashboard is filled in by a test in a real browser', () => {
  const forms = globSync('{forms,pages,ui}/**/*.tsx', { cwd: folder })
    .map((file) => file.replaceAll(sep, '/'))
    .filter((file) => readFileSync(join(folder, file), 'utf8').includes('onSubmit='))
  assert.deepEqual(forms.sort(), Object.keys(walks).sort())
  for (const [form, [name, word]] of Object.entries(walks))
    assert.ok(
      readFileSync(join(import.meta.dirname, `${name}.test.ts`), 'utf8').includes(word),
      `${form}: ${name}.test.ts never says “${word}”`,
    )
})
