// The role of the machine or container that this server runs in -> access keys of AWS, renewed before their end. Knows no model; signs nothing.
// Order and names are those of Amazon's own SDKs: https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
import type { Secret } from '../base/secret.ts'
import { type RoleAsk, sources } from './aws-role-sources.ts'
import { type SendUpstream, UpstreamFault } from './send.ts'
import type { AwsKeys } from './sign-aws.ts'

/** What the environment says of a role. */
export interface AwsSurroundings {
  /** AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, with AWS_SESSION_TOKEN. */
  readonly keys?: Secret<AwsKeys> | undefined
  /** AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_SESSION_NAME. */
  readonly roleArn?: string | undefined
  readonly webIdentityTokenFile?: string | undefined
  readonly roleSessionName?: string | undefined
  /** AWS_ENDPOINT_URL_STS; absent: STS of the provider's region. */
  readonly stsUrl?: string | undefined
  /** AWS_CONTAINER_CREDENTIALS_FULL_URI, or the address of AWS_CONTAINER_CREDENTIALS_RELATIVE_URI. */
  readonly containerUrl?: string | undefined
  /** AWS_CONTAINER_AUTHORIZATION_TOKEN, or the file of AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE. */
  readonly containerToken?: Secret<string> | undefined
  readonly containerTokenFile?: string | undefined
  /** AWS_EC2_METADATA_SERVICE_ENDPOINT; null: AWS_EC2_METADATA_DISABLED. */
  readonly metadataUrl: string | null
}

/** Keys and when they end, milliseconds since 1970. */
export interface RoleKeys {
  readonly keys: Secret<AwsKeys>
  readonly endMs: number
}

/** For whom: the region and the address guard of the provider that is asked. */
export type RoleUser = Pick<RoleAsk, 'region' | 'allowPrivate'>

export interface AwsRole {
  /** Rejects with an UpstreamFault that says what was tried. */
  keysFor(user: RoleUser): Promise<Secret<AwsKeys>>
  /** They were refused: the next request gets new ones, unless these are new themselves. */
  refused(): void
}

export interface RoleParts {
  readonly send: SendUpstream
  readonly nowMs: () => number
  readonly around: AwsSurroundings
  /** Told in a sentence for the operator whenever a source gives none. */
  readonly warn: (sentence: string) => void
}

/** Keys are renewed this long before their end, so that a source that is away for minutes stops nobody. */
const renewMs = 600_000
/** Keys that end within this may end on their way. */
const spareMs = 10_000
/** A source is not asked again sooner while its keys hold, nor because one request was refused. */
const pauseMs = 30_000

/** One flight for everybody who waits; keys that still hold are used while their source is away. */
export function createAwsRole(parts: RoleParts): AwsRole {
  const { nowMs } = parts
  let held: RoleKeys | undefined
  let flight: Promise<Secret<AwsKeys>> | undefined
  let askedMs = Number.NEGATIVE_INFINITY
  const leftMs = (): number => (held === undefined ? 0 : held.endMs - nowMs())

  const renew = async (user: RoleUser): Promise<Secret<AwsKeys>> => {
    askedMs = nowMs()
    try {
      held = await findKeys({ ...parts, ...user })
    } catch (error) {
      parts.warn((error as Error).message)
      if (held === undefined || leftMs() <= spareMs) throw refused((error as Error).message)
    }
    return held.keys
  }

  return {
    keysFor(user) {
      if (flight !== undefined) return flight
      const rests = leftMs() > spareMs && nowMs() - askedMs < pauseMs
      if (held !== undefined && (leftMs() > renewMs || rests)) return Promise.resolve(held.keys)
      flight = renew(user).finally(() => void (flight = undefined))
      return flight
    },
    refused() {
      if (nowMs() - askedMs >= pauseMs) held = undefined
    },
  }
}

/** The first source that is set up answers for all behind it: a broken one is not papered over by another role. */
async function findKeys(ask: RoleAsk): Promise<RoleKeys> {
  const tried: string[] = []
  for (const source of sources) {
    const lacks = source.lacks(ask.around)
    if (lacks !== null) {
      tried.push(lacks)
      continue
    }
    try {
      return await source.fetch(ask)
    } catch (error) {
      tried.push((error as Error).message)
      break
    }
  }
  throw new Error(`there are no credentials of AWS: ${tried.join('; ')}`)
}

function refused(says: string): UpstreamFault {
  return new UpstreamFault({ kind: 'unauthorized', status: null, retryAfterMs: null, says })
}
