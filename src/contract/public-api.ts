// What anybody may know about a server: its models and its health. Carries no account's data and no counts of requests. Knows no storage.

/** `operational` from 99 % of tries that worked, `degraded` from 90 %, else `down`; `no_data`: nobody asked. */
export type HealthState = 'operational' | 'degraded' | 'down' | 'no_data'

export interface HealthDayJson {
  /** The UTC day, `2027-01-31`. */
  readonly date: string
  readonly state: HealthState
  /** Percent of tries that worked, with at most two decimals; null without any. */
  readonly availability: number | null
}

export interface HealthJson {
  /** Today so far. */
  readonly state: HealthState
  /** Over all the days that are shown. */
  readonly availability: number | null
  /** Oldest first, one for each day. */
  readonly days: readonly HealthDayJson[]
}

export interface PublicStatusJson {
  readonly time_zone: 'UTC'
  readonly updated_at: string
  readonly gateway: HealthJson
  readonly providers: readonly (HealthJson & { readonly id: string; readonly name: string })[]
}
