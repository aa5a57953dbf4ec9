// What operators say of offers, in SQLite. Knows no catalog and no threads.
import type { DatabaseSync } from 'node:sqlite'
import type { OfferSetting } from '../../catalog/offer-setting-store.ts'

export function offerWrites(db: DatabaseSync) {
  const put = db.prepare('INSERT OR REPLACE INTO offer_settings VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  return {
    changeOffer(setting: OfferSetting): OfferSetting {
      const { offerId, drained, region, collectsData, retainsData, note, changedBy, changedAtMs } = setting
      put.run(offerId, drained ? 1 : 0, region, bit(collectsData), bit(retainsData), note, changedBy, changedAtMs)
      return setting
    },
  }
}

export function offerReads(db: DatabaseSync) {
  const all = db.prepare('SELECT * FROM offer_settings ORDER BY offer_id')
  return { offerSettings: (): readonly OfferSetting[] => all.all().map(settingOf) }
}

function bit(flag: boolean | null): number | null {
  return flag === null ? null : flag ? 1 : 0
}

function flagOf(value: unknown): boolean | null {
  return value === null ? null : value === 1
}

function settingOf(row: Record<string, unknown>): OfferSetting {
  return {
    offerId: row['offer_id'] as string,
    drained: row['drained'] === 1,
    region: row['region'] as string | null,
    collectsData: flagOf(row['collects_data']),
    retainsData: flagOf(row['retains_data']),
    note: row['note'] as string,
    changedBy: row['changed_by'] as string,
    changedAtMs: row['changed_at_ms'] as number,
  }
}
