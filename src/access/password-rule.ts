// What a new password must be. Knows no users and no hashes; what is common stands in a list of its own.
import { isCommonPassword } from './common-passwords.ts'

export const passwordLengthMin = 8
/** Longer ones add nothing, and each character costs the hasher. */
export const passwordLengthMax = 128

/** What is wrong with it, in words that complete "The password ..."; undefined when it may be used. `about`: texts that everybody knows of the person. */
export function passwordMistake(password: string, about: readonly string[]): string | undefined {
  const plain = password.normalize('NFC')
  const length = Array.from(plain).length
  if (length < passwordLengthMin) return `must have at least ${passwordLengthMin} characters`
  if (length > passwordLengthMax) return `must have at most ${passwordLengthMax} characters`
  if (new Set(plain).size < 4) return 'must not be the same few characters over and over'
  if (isCommonPassword(plain)) return 'is one of the most common ones, which are tried first: choose another, such as four random words'
  const known = about.map((text) => text.toLowerCase()).filter((text) => text.length >= 4)
  if (known.some((text) => plain.toLowerCase() === text)) return 'must not be your own name or address'
  return undefined
}
