// What an offer is probed for. Knows no probe and no schema, so that pages may name them.

/** In the order in which they are run. */
export const probeNames = [
  'buffered',
  'streaming',
  'stream_usage',
  'tools',
  'parallel_tools',
  'tool_result',
  'json_schema',
  'image_input',
  'reasoning',
  'long_output',
  'cancel',
] as const
export type ProbeName = (typeof probeNames)[number]
