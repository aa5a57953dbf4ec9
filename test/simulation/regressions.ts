// Runs that once found something, or that reach a corner which few runs reach. They are played each time, whatever the seeds of the day.

export interface PastRun {
  readonly seed: number
  readonly commands: number
  readonly why: string
}

export const pastRuns: readonly PastRun[] = []
