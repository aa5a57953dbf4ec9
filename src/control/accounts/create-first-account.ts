// The first run: one account with demo credit, a first key, a management key and a setup link. Refuses to touch a store that has accounts.
import { randomText } from '../../base/hash.ts'
import { Secret } from '../../base/secret.ts'
import { uuid7 } from '../../base/uuid7.ts'
import { type AccountId, asId, type KeyId } from '../../contract/ids.ts'
import { nanoPerUsd } from '../../contract/money.ts'
import { lastFour, makeManagementKeyText } from '../../keys/key-format.ts'
import type { ControlDeps } from '../control-deps.ts'
import { storeNewKey } from '../keys/create-key.ts'
import { createSetupUrl } from '../sessions/create-setup-link.ts'

export interface FirstAccount {
  readonly accountId: AccountId
  readonly keyId: KeyId
  readonly apiKey: Secret<string>
  readonly managementKey: Secret<string>
  /** Single use; the token is behind `#`, which browsers never send. */
  readonly setupUrl: Secret<string>
  readonly setupExpiresAtMs: number
}

export type FirstAccountDeps = Pick<ControlDeps, 'clock' | 'store' | 'hashSecret' | 'sealSecret' | 'publicUrl' | 'settings'>

const demoCreditUsd = 5n

/** Undefined when the store already has an account. Called once, before listening, by the process that owns the data folder. */
export async function createFirstAccount(deps: FirstAccountDeps): Promise<FirstAccount | undefined> {
  if ((await deps.store.listAccounts()).length > 0) return undefined
  const nowMs = deps.clock.now()
  const accountId = asId<AccountId>(`acct_${uuid7(nowMs).replaceAll('-', '')}`)
  await deps.store.createAccount({ id: accountId, name: 'Default', atMs: nowMs })
  await deps.store.credit({
    accountId,
    kind: 'demo_credit',
    reference: `demo:${accountId}`,
    amountNano: demoCreditUsd * nanoPerUsd,
    note: 'Demo credit of the first run',
    actor: 'first_run',
    atMs: nowMs,
  })
  const settings = { name: 'First key', budgetNano: null, expiresAtMs: null, scope: { kind: 'all' }, limits: {} } as const
  const { key, secret } = await storeNewKey(accountId, settings, deps)
  const managementKey = await createManagementKey(accountId, deps)
  const link = await createSetupUrl(accountId, deps)
  return { accountId, keyId: key.id, apiKey: secret, managementKey, setupUrl: link.url, setupExpiresAtMs: link.expiresAtMs }
}

async function createManagementKey(accountId: AccountId, deps: FirstAccountDeps): Promise<Secret<string>> {
  const nowMs = deps.clock.now()
  const text = makeManagementKeyText(randomText)
  const id = `mgmt_${uuid7(nowMs).replaceAll('-', '')}`
  const row = { id, accountId, name: 'First management key', lastFour: lastFour(text), scope: 'operator', expiresAtMs: null } as const
  await deps.store.createManagementKey({ ...row, createdAtMs: nowMs }, deps.hashSecret(text))
  return new Secret(text)
}
