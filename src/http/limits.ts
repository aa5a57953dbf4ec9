// Every limit of the wire, with its reason. Knows nothing of who calls or of what is asked.

export interface HttpLimits {
  /** Request head, bytes: the largest seen from real SDKs is under 4 KiB; more is a flood. */
  readonly headerBytesMax: number
  /** Request headers, count: ten times what an SDK sends. */
  readonly headersMax: number
  /** From the first byte to the end of the head; longer is a drip. */
  readonly headersMs: number
  /** One data-plane body: a long context with a few images fits; more belongs into an upload API. */
  readonly bodyBytesMax: number
  /** One form with a sound: 25 MB is what providers of transcription take. */
  readonly uploadBytesMax: number
  /** The same upload, whole; at 4 Mbit/s. */
  readonly uploadMs: number
  /** One control-plane body: the largest legal one is a key with a long model list. */
  readonly controlBodyBytesMax: number
  /** A whole body; 20 MiB at 6 Mbit/s. */
  readonly bodyMs: number
  /** A body may be silent this long before the minimum rate counts. */
  readonly bodyGraceMs: number
  /** Below this rate a body is a drip that holds memory. */
  readonly bodyBytesPerSecondMin: number
  /** All bodies in flight: a quarter of a 1 GiB container. */
  readonly bodiesBytesMax: number
  /** One key's (or, without one, one address's) part of it: four clients cannot starve a fifth. */
  readonly bodiesBytesPerClientMax: number
  /** A refused body at most this long is read away, so that the connection can be used again. */
  readonly discardBytesMax: number
  /** How long a refused upload may go on before the socket is closed under it: long enough to read the refusal. */
  readonly lingerMs: number
  /** Refused uploads that are let run at once; the rest is cut immediately. */
  readonly lingersMax: number
  /** Unsent bytes of one stream before the upstream is paused. */
  readonly unsentBytesMax: number
  /** Silence on a stream before a heartbeat comment; proxies cut at 30 to 60 s. */
  readonly heartbeatMs: number
  /** A client that takes no byte for this long is gone. */
  readonly noProgressMs: number
  /** An idle connection is kept this long: longer than the 60 s of common load balancers, so that they close first. */
  readonly keepAliveMs: number
  /** Open connections: 10 000 streams and as many idle ones. */
  readonly connectionsMax: number
  /** How often slow bodies and streams are looked at; the precision of every clock above. */
  readonly sweepMs: number
}

const mib = 1_048_576

export const defaultHttpLimits: HttpLimits = {
  headerBytesMax: 16_384,
  headersMax: 100,
  headersMs: 10_000,
  bodyBytesMax: 20 * mib,
  uploadBytesMax: 26 * mib,
  uploadMs: 60_000,
  controlBodyBytesMax: mib,
  bodyMs: 30_000,
  bodyGraceMs: 5_000,
  bodyBytesPerSecondMin: 1_024,
  bodiesBytesMax: 256 * mib,
  bodiesBytesPerClientMax: 64 * mib,
  discardBytesMax: 65_536,
  lingerMs: 2_000,
  lingersMax: 64,
  unsentBytesMax: 65_536,
  heartbeatMs: 15_000,
  noProgressMs: 60_000,
  keepAliveMs: 75_000,
  connectionsMax: 20_000,
  sweepMs: 1_000,
}
