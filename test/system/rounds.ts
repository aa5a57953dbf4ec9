// How often the long tests repeat themselves; more by the environment, for a night.

/** Kills under load: 50 in every run, 1 000 by `CRASH_ROUNDS=1000`. */
export const crashRounds = Number(process.env['CRASH_ROUNDS'] ?? 50)
/** Rounds of the races of 200 requests for the money of 10: 5 in every run, 100 by `RACE_ROUNDS=100`. */
export const raceRounds = Number(process.env['RACE_ROUNDS'] ?? 5)
