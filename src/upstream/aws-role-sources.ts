// Where keys of a role come from, one source each: what it needs, how it is asked, what it says. Keeps nothing and decides nothing.
import { parseJson } from '../base/exact-json.ts'
import { readFile } from 'node:fs/promises'
import { asId, type ProviderId } from '../contract/ids.ts'
import { Secret } from '../base/secret.ts'
import type { AwsSurroundings, RoleKeys } from './aws-role.ts'
import { answerWithin } from './collect-body.ts'
import { type SendUpstream, UpstreamFault, type UpstreamRequest } from './send.ts'

export interface RoleAsk {
  readonly around: AwsSurroundings
  readonly send: SendUpstream
  /** Of the provider that is asked: its STS is nearest. */
  readonly region: string
  /** The operator's provider may be anywhere, so its STS may be too. */
  readonly allowPrivate: boolean
}

interface Source {
  /** What is missing to ask it; null: nothing. */
  lacks(around: AwsSurroundings): string | null
  /** Keys, or why there are none. Rejects with the reason as an Error's message. */
  fetch(ask: RoleAsk): Promise<RoleKeys>
}

export const sources: readonly Source[] = [
  {
    lacks: ({ keys }) => (keys === undefined ? 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set' : null),
    async fetch({ around }) {
      const { keys } = around
      if (keys === undefined) throw new Error('AWS_ACCESS_KEY_ID is not set')
      return { keys, endMs: Number.POSITIVE_INFINITY }
    },
  },
  {
    lacks: ({ roleArn, webIdentityTokenFile }) =>
      roleArn === undefined || webIdentityTokenFile === undefined ? 'AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE are not set' : null,
    fetch: fromWebIdentity,
  },
  {
    lacks: ({ containerUrl }) => (containerUrl === undefined ? 'AWS_CONTAINER_CREDENTIALS_FULL_URI is not set' : null),
    fetch: fromContainer,
  },
  {
    lacks: ({ metadataUrl }) => (metadataUrl === null ? 'AWS_EC2_METADATA_DISABLED is true' : null),
    fetch: fromInstance,
  },
]

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html; the request is not signed, its token is the proof. */
async function fromWebIdentity({ around, send, region, allowPrivate }: RoleAsk): Promise<RoleKeys> {
  const { roleArn = '', webIdentityTokenFile = '', roleSessionName = 'nexorouter', stsUrl } = around
  const token = await readToken(webIdentityTokenFile, 'AWS_WEB_IDENTITY_TOKEN_FILE')
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: roleSessionName,
    WebIdentityToken: token,
  })
  const text = await ask(send, `STS refused AWS_ROLE_ARN ${roleArn}`, {
    url: stsUrl ?? `https://sts.${region}.${domain}/`,
    allowPrivate: allowPrivate || stsUrl !== undefined,
    method: 'POST',
    body: Buffer.from(form.toString()),
  })
  const member = (name: string): unknown => new RegExp(`<${name}>([^<>]{1,8192})</${name}>`).exec(text)?.[1]
  return readKeys(
    {
      AccessKeyId: member('AccessKeyId'),
      SecretAccessKey: member('SecretAccessKey'),
      Token: member('SessionToken'),
      Expiration: member('Expiration'),
    },
    'STS',
  )
}

/** The addresses at which ECS and EKS give containers their keys; over plain HTTP no others are asked but this machine's own. */
const containerHosts = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|169\.254\.170\.2|169\.254\.170\.23|\[fd00:ec2::23\])$/

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
async function fromContainer({ around, send }: RoleAsk): Promise<RoleKeys> {
  const { containerUrl = '', containerToken, containerTokenFile } = around
  const url = URL.parse(containerUrl)
  const near = url !== null && containerHosts.test(url.hostname)
  if (url === null || !(near || url.protocol === 'https:') || !/^https?:$/.test(url.protocol))
    throw new Error('AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of ECS, of EKS or of this machine')
  const token =
    containerTokenFile === undefined
      ? containerToken
      : new Secret(await readToken(containerTokenFile, 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'))
  const text = await ask(send, 'the credentials of the container', { url: url.href, allowPrivate: near, method: 'GET', token })
  return readKeys(parsed(text), 'the credentials of the container')
}

const metadataPath = '/latest/meta-data/iam/security-credentials/'

/** Version 2 of the metadata of an instance: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
async function fromInstance({ around, send }: RoleAsk): Promise<RoleKeys> {
  const at = (path: string): string => URL.parse(path, around.metadataUrl ?? undefined)?.href ?? ''
  const what = `the metadata of an instance at ${around.metadataUrl}`
  const session = await ask(send, what, {
    url: at('/latest/api/token'),
    allowPrivate: true,
    method: 'PUT',
    body: Buffer.alloc(0),
    headers: { 'x-aws-ec2-metadata-token-ttl-seconds': '300' },
  })
  const proof = { allowPrivate: true, method: 'GET', headers: { 'x-aws-ec2-metadata-token': session.trim() } } as const
  const role = (await ask(send, what, { url: at(metadataPath), ...proof })).trim().split('\n')[0] ?? ''
  if (!/^[\w+=,.@-]{1,64}$/.test(role)) throw new Error(`${what} names no role`)
  return readKeys(parsed(await ask(send, what, { url: at(metadataPath + role), ...proof })), what)
}

interface RoleQuestion {
  readonly url: string
  readonly allowPrivate: boolean
  readonly method: UpstreamRequest['method']
  readonly body?: Buffer
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is. */
  readonly token?: Secret<string> | undefined
}

/** From the request to the last byte. A machine that is no instance has nobody at that address, and every request waits for this. */
const waitMs = 5_000
const answerBytesMax = 65_536
const asker = asId<ProviderId>('aws-role')

/** The text of a success; anything else is an Error that names what was asked. Nothing of an answer is repeated. */
async function ask(send: SendUpstream, what: string, question: RoleQuestion): Promise<string> {
  const { url: address, allowPrivate, method, body = null, headers = {}, token } = question
  const url = URL.parse(address)
  if (url === null) throw new Error(`${what}: its address is no URL`)
  const exchange = send({
    target: { provider: asker, baseUrl: url.origin, auth: { kind: 'header', header: 'authorization' }, credential: token, allowPrivate },
    method,
    path: url.pathname + url.search,
    body,
    contentType: 'application/x-www-form-urlencoded',
    headers,
    accept: '*/*',
    bytesMax: answerBytesMax,
  })
  try {
    const { status, body: answer } = await answerWithin(exchange, { bytesMax: answerBytesMax, withinMs: waitMs })
    if (status !== 200) throw new Error(`${what}: status ${status}`)
    return answer.toString('utf8')
  } catch (error) {
    throw error instanceof UpstreamFault
      ? new Error(`${what}: ${error.failure.kind === 'aborted' ? 'no answer' : error.failure.kind.replaceAll('_', ' ')}`)
      : error
  }
}

async function readToken(path: string, variable: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch {
    throw new Error(`the file of ${variable} cannot be read: ${path}`)
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function readKeys(value: Readonly<Record<string, unknown>>, what: string): RoleKeys {
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration: end } = value
  const endMs = typeof end === 'string' ? Date.parse(end) : Number.NaN
  const texts = [accessKeyId, secretAccessKey, sessionToken].every((text) => typeof text === 'string' && /^[\x21-\x7e]+$/.test(text))
  if (!texts || Number.isNaN(endMs)) throw new Error(`${what}: the answer holds no keys with their end`)
  const keys = { accessKeyId: accessKeyId as string, secretAccessKey: secretAccessKey as string, sessionToken: sessionToken as string }
  return { keys: new Secret(keys), endMs }
}
