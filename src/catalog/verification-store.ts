// PORT: what probes found. Declares what is kept; knows no driver.
import type { Nano } from '../contract/money.ts'
import type { ProbeResult } from './verification.ts'

export interface VerificationStore {
  addProbe(result: ProbeResult): Promise<void>
  /** The last result of each probe of each offer, the model and probe it was made for with it; by offer and probe. */
  latestProbes(): Promise<readonly ProbeResult[]>
  /** What all probes since then cost, errors included. */
  probeCostSince(atMs: number): Promise<Nano>
}
