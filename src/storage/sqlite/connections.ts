// Connected providers, their sealed credentials and published models in SQLite. Knows no rules and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { CredentialChange, StoredCredential, StoredModel, StoredProvider } from '../../catalog/connection-store.ts'

export function connectionWrites(db: DatabaseSync) {
  const upsert = (table: string) =>
    db.prepare(`INSERT INTO ${table} VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET entry = excluded.entry`)
  const provider = upsert('providers')
  const removeProvider = db.prepare('DELETE FROM providers WHERE id = ?')
  const removeCredentials = db.prepare('DELETE FROM provider_credentials WHERE provider = ?')
  const addCredential = db.prepare('INSERT INTO provider_credentials VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
  const weigh = db.prepare('UPDATE provider_credentials SET weight = ? WHERE id = ?')
  const disable = db.prepare('UPDATE provider_credentials SET disabled_at_ms = ? WHERE id = ?')
  const removeCredential = db.prepare('DELETE FROM provider_credentials WHERE id = ?')
  const model = upsert('published_models')
  const removeModel = db.prepare('DELETE FROM published_models WHERE id = ?')

  const putCredential = (one: StoredCredential): boolean => {
    const { id, name, weight, sealed, lastFour, disabledAtMs, createdAtMs } = one
    return addCredential.run(id, one.provider, name, weight, sealed, lastFour, disabledAtMs, createdAtMs).changes > 0
  }
  return {
    putProvider({ id, entry, createdAtMs }: StoredProvider, credentials: readonly StoredCredential[]): void {
      provider.run(id, entry, createdAtMs)
      for (const credential of credentials) putCredential(credential)
    },
    putProviderElsewhere({ id, entry, createdAtMs }: StoredProvider): void {
      provider.run(id, entry, createdAtMs)
      removeCredentials.run(id)
    },
    deleteProvider(id: string): boolean {
      removeCredentials.run(id)
      return removeProvider.run(id).changes > 0
    },
    putCredential,
    changeCredential(id: string, { weight, disabledAtMs }: CredentialChange): boolean {
      const weighed = weight !== undefined && weigh.run(weight, id).changes > 0
      return (disabledAtMs !== undefined && disable.run(disabledAtMs, id).changes > 0) || weighed
    },
    deleteCredential: (id: string): boolean => removeCredential.run(id).changes > 0,
    putModel: ({ id, entry, createdAtMs }: StoredModel): void => void model.run(id, entry, createdAtMs),
    deleteModel: (id: string): boolean => removeModel.run(id).changes > 0,
  }
}

export function connectionReads(db: DatabaseSync) {
  const providers = db.prepare('SELECT * FROM providers ORDER BY created_at_ms, id')
  const credentials = db.prepare('SELECT * FROM provider_credentials ORDER BY provider, created_at_ms, id')
  const models = db.prepare('SELECT * FROM published_models ORDER BY created_at_ms, id')
  return {
    listProviders: (): readonly StoredProvider[] => providers.all().map(entryOf),
    listCredentials: (): readonly StoredCredential[] => credentials.all().map(credentialOf),
    listModels: (): readonly StoredModel[] => models.all().map(entryOf),
  }
}

function entryOf(row: Record<string, unknown>): StoredProvider {
  return { id: row['id'] as string, entry: row['entry'] as string, createdAtMs: row['created_at_ms'] as number }
}

function credentialOf(row: Record<string, unknown>): StoredCredential {
  return {
    id: row['id'] as string,
    provider: row['provider'] as string,
    name: row['name'] as string,
    weight: row['weight'] as number,
    sealed: row['sealed'] as Uint8Array,
    lastFour: row['last_four'] as string,
    disabledAtMs: row['disabled_at_ms'] as number | null,
    createdAtMs: row['created_at_ms'] as number,
  }
}
