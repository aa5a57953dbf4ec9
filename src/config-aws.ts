// What the environment says of the role that this server runs in, under the names that Amazon's own SDKs read. Knows no provider.
import { Secret } from './base/secret.ts'
import type { AwsSurroundings } from './upstream/aws-role.ts'

/** Of ECS, where the variable holds a path only. */
const containerOrigin = 'http://169.254.170.2'
const metadataOrigins = { IPv4: 'http://169.254.169.254', IPv6: 'http://[fd00:ec2::254]' } as const

/** Nothing is read from ~/.aws: a server is told what it runs as. */
export function awsSurroundings(env: Readonly<Record<string, string | undefined>>): AwsSurroundings {
  const said = (name: string): string | undefined => (env[name] === '' ? undefined : env[name])
  const accessKeyId = said('AWS_ACCESS_KEY_ID')
  const secretAccessKey = said('AWS_SECRET_ACCESS_KEY')
  const keys = accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined
  const relative = said('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')
  const containerToken = said('AWS_CONTAINER_AUTHORIZATION_TOKEN')
  const mode = said('AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE')?.toLowerCase() === 'ipv6' ? 'IPv6' : 'IPv4'
  const off = said('AWS_EC2_METADATA_DISABLED')?.toLowerCase() === 'true'
  return {
    keys: keys && new Secret({ ...keys, sessionToken: said('AWS_SESSION_TOKEN') }),
    roleArn: said('AWS_ROLE_ARN'),
    webIdentityTokenFile: said('AWS_WEB_IDENTITY_TOKEN_FILE'),
    roleSessionName: said('AWS_ROLE_SESSION_NAME'),
    stsUrl: said('AWS_ENDPOINT_URL_STS'),
    containerUrl: relative === undefined ? said('AWS_CONTAINER_CREDENTIALS_FULL_URI') : containerOrigin + relative,
    containerToken: containerToken === undefined ? undefined : new Secret(containerToken),
    containerTokenFile: said('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'),
    metadataUrl: off ? null : (said('AWS_EC2_METADATA_SERVICE_ENDPOINT') ?? metadataOrigins[mode]),
  }
}
