// The text form of a voucher code: four groups of four, without letters that look like others. Knows no hashes.

/** Crockford's base 32: no I, L, O and U. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 16

export type RandomText = (alphabet: string, length: number) => string

/** `NXR-ABCD-EFGH-JKMN-PQRS`: 80 random bits. */
export function makeVoucherCode(randomText: RandomText): string {
  return shown(randomText(alphabet, length))
}

/** What somebody typed as the code it stands for; undefined when it cannot be one. Case, spaces and dashes do not count, O is 0, I and L are 1. */
export function readVoucherCode(text: string): string | undefined {
  const plain = text
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replace(/^NXR(?=.{16}$)/, '')
  const code = plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
  return /^[0-9A-HJKMNP-TV-Z]{16}$/.test(code) ? shown(code) : undefined
}

function shown(code: string): string {
  return ['NXR', ...(code.match(/.{4}/g) ?? [])].join('-')
}
