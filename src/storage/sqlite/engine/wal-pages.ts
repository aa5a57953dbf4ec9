// How large the write-ahead log becomes, and who moves it into the database file when. Knows no connection.

/** In pages of 8 KiB. */
export const walPages = {
  /** The checkpointer moves this much at a time (8 MB): rarer checkpoints write hot pages once instead of many times. */
  least: 1_000,
  /** From this size of the log on it moves whatever there is, so that next to nothing is left for the commit that reaches `most`. */
  hurry: 3_000,
  leastInHurry: 32,
  /**
   * The limit (32 MB). A log starts anew only when all of it was moved and nothing was committed meanwhile; under constant load that
   * moment never comes by itself, so from here on the writer moves the last few pages inside a commit, and the next one starts anew.
   */
  most: 4_000,
  lookMs: 100,
  lookInHurryMs: 5,
} as const
