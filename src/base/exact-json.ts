// JSON that is read to be written again: whole numbers beyond 2^53 keep every digit. Knows no field.

/** ECMAScript's "JSON.parse source text access", which Node has and the type library does not yet. */
interface ExactJson {
  parse(text: string, reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown): unknown
  rawJSON(text: string): object
  isRawJSON(value: unknown): boolean
}

const json = JSON as unknown as ExactJson

/** A run of digits that may be too long for a float, and is not behind a point: parsing with a look at each value takes ten times as long. */
const longNumber = /(?<![.\d])\d{16}/

/** As JSON.parse; a number that a float cannot hold becomes an opaque object, which JSON.stringify writes as it stood. Throws SyntaxError. */
export function parseExactJson(text: string): unknown {
  if (!longNumber.test(text)) return JSON.parse(text)
  return json.parse(text, (_name, value, { source }) => (source !== undefined && isLost(value, source) ? json.rawJSON(source) : value))
}

/** Parsed JSON, or undefined where it is none. Whole numbers of any length come out as they came in. */
export function parseJson(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}

/** Of an identifier with nineteen digits, the last three would come out as zeros. */
function isLost(value: unknown, source: string): boolean {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
}

/** Such an opaque object. */
export function isExactNumber(value: unknown): boolean {
  return json.isRawJSON(value)
}
