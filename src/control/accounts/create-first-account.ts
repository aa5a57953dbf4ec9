// The first run: one account with demo credit, a first key, a management key and a setup link. Refuses to touch a store that has accounts.
import { randomText } from '../../base/hash.ts'
import { Secret } from '../../base/secret.ts'
import { uuid7 } from '../../base/uuid7.ts'
import { type AccountId, asId, type KeyId } from '../../contract/ids.ts'
import { nanoPerUsd } from '../../contract/money.ts'
import type { ManagementKey } from '../../keys/management-key-store.ts'
import { lastFour, makeManagementKeyText } from '../../keys/key-format.ts'
import type { ControlDeps } from '../control-deps.ts'
import { makeKey } from '../keys/create-key.ts'
import { makeSetupLink } from '../sign-in/create-setup-link.ts'

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

/**
 * Undefined when the store already has an account. Called once, before listening, by the process that owns the data folder.
 * `keep` gets the secrets before anything is stored: what it cannot write down is not made. The store then takes all or nothing.
 */
export async function createFirstAccount(
  deps: FirstAccountDeps,
  keep: (first: FirstAccount) => void = () => {},
): Promise<FirstAccount | undefined> {
  if ((await deps.store.listAccounts()).length > 0) return undefined
  const nowMs = deps.clock.now()
  const accountId = asId<AccountId>(`acct_${uuid7(nowMs).replaceAll('-', '')}`)
  const settings = { name: 'First key', budgetNano: null, expiresAtMs: null, scope: { kind: 'all' }, limits: {} } as const
  const apiKey = makeKey(accountId, settings, deps)
  const management = makeManagementKey(accountId, deps)
  const setup = makeSetupLink(accountId, deps)
  const first = {
    accountId,
    keyId: apiKey.key.id,
    apiKey: apiKey.secret,
    managementKey: management.secret,
    setupUrl: setup.url,
    setupExpiresAtMs: setup.link.expiresAtMs,
  }
  keep(first)
  await deps.store.foundAccount({
    account: { id: accountId, name: 'Default', atMs: nowMs },
    credit: {
      accountId,
      kind: 'demo_credit',
      reference: `demo:${accountId}`,
      amountNano: demoCreditUsd * nanoPerUsd,
      note: 'Demo credit of the first run',
      actor: 'first_run',
      atMs: nowMs,
    },
    key: apiKey.key,
    keyHash: apiKey.hash,
    sealedSecret: apiKey.sealed,
    managementKey: management.row,
    managementKeyHash: management.hash,
    setupLink: setup.link,
    setupLinkHash: setup.hash,
  })
  return first
}

function makeManagementKey(accountId: AccountId, deps: FirstAccountDeps): { row: ManagementKey; hash: string; secret: Secret<string> } {
  const nowMs = deps.clock.now()
  const text = makeManagementKeyText(randomText)
  const id = `mgmt_${uuid7(nowMs).replaceAll('-', '')}`
  const name = 'First management key'
  const row = { id, accountId, name, lastFour: lastFour(text), scope: 'operator', expiresAtMs: null, createdAtMs: nowMs } as const
  return { row, hash: deps.hashSecret(text), secret: new Secret(text) }
}
