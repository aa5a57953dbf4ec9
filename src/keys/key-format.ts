// The text form of our secrets: how one is made and recognised. Knows nothing of hashes, storage or what a secret may do.

export const keyPrefix = 'sk-nxr-'
export const managementKeyPrefix = 'nxr-mgmt-'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 32
const checksumLength = 6

/** For secret scanners: matches every key that this server ever issued, and nothing shorter or longer. Unanchored, case-sensitive. */
export const keyPattern = /(?<![0-9A-Za-z_-])sk-nxr-[0-9A-Za-z]{38}(?![0-9A-Za-z_-])/
/** The same for management keys. */
export const managementKeyPattern = /(?<![0-9A-Za-z_-])nxr-mgmt-[0-9A-Za-z]{38}(?![0-9A-Za-z_-])/

/** How other services' secrets begin; only used to say "that is another service's key" instead of "malformed". */
const otherServicePrefixes = [
  'sk-',
  'sk_',
  'gsk_',
  'AIza',
  'xai-',
  'nvapi-',
  'pplx-',
  'csk-',
  'fw_',
  'tgp_',
  'hf_',
  'r8_',
  'sess-',
  'AKIA',
  'ghp_',
  'github_pat_',
]

/** `well_formed`: form and checksum are right, so it is worth a look-up; says nothing about existence. */
export type KeyTextVerdict = 'well_formed' | 'bad_checksum' | 'malformed' | 'other_service' | 'management_key'
export type ManagementKeyTextVerdict = 'well_formed' | 'bad_checksum' | 'malformed'

/** Uniform random text over an alphabet, from the kernel's generator. */
export type RandomText = (alphabet: string, length: number) => string

/** A new API key: `sk-nxr-` + 32 random base62 characters (190 bits) + 6 checksum characters. */
export function makeKeyText(randomText: RandomText): string {
  return keyPrefix + makeBody(randomText)
}

/** A new management key: `nxr-mgmt-` + the same body. */
export function makeManagementKeyText(randomText: RandomText): string {
  return managementKeyPrefix + makeBody(randomText)
}

/** Says what kind of credential a text is, from its form alone: no look-up, nothing that helps a guesser. */
export function readKeyText(text: string): KeyTextVerdict {
  if (text.startsWith(keyPrefix)) return readBody(text.slice(keyPrefix.length))
  if (text.startsWith(managementKeyPrefix)) return 'management_key'
  return otherServicePrefixes.some((prefix) => text.startsWith(prefix) && text.length > prefix.length) ? 'other_service' : 'malformed'
}

/** The same question for a text that should be a management key. */
export function readManagementKeyText(text: string): ManagementKeyTextVerdict {
  return text.startsWith(managementKeyPrefix) ? readBody(text.slice(managementKeyPrefix.length)) : 'malformed'
}

/**
 * Whether a text is, or was meant to be, a secret of ours, whatever its checksum. Such a value is never taken as a provider's credential:
 * users are told to put our key into `OPENAI_API_KEY`, and the server may be started in that shell.
 */
export function looksLikeOurSecret(text: string): boolean {
  const bare = text
    .trim()
    .replace(/^bearer\s+/i, '')
    .toLowerCase()
  return [keyPrefix, managementKeyPrefix, 'nxr-play-'].some((prefix) => bare.startsWith(prefix))
}

/** The part of a secret that may be shown. */
export function lastFour(text: string): string {
  return text.slice(-4)
}

function makeBody(randomText: RandomText): string {
  const body = randomText(base62, bodyLength)
  return body + checksum(body)
}

function readBody(text: string): 'well_formed' | 'bad_checksum' | 'malformed' {
  if (text.length !== bodyLength + checksumLength || !/^[0-9A-Za-z]+$/.test(text)) return 'malformed'
  return checksum(text.slice(0, bodyLength)) === text.slice(bodyLength) ? 'well_formed' : 'bad_checksum'
}

/** CRC-32 of the characters as 6 base62 digits (62^6 > 2^32). Any change of up to four neighbouring characters changes it. */
function checksum(body: string): string {
  let rest = crc32(body)
  let digits = ''
  for (let place = 0; place < checksumLength; place++) {
    digits = (base62[rest % 62] as string) + digits
    rest = Math.floor(rest / 62)
  }
  return digits
}

/** CRC-32 as in IEEE 802.3 (reflected, polynomial 0xEDB88320) over the low byte of each character. */
function crc32(text: string): number {
  let crc = 0xffffffff
  for (let index = 0; index < text.length; index++) {
    crc ^= text.charCodeAt(index) & 255
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
