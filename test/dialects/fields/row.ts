// Serves the tests of this folder only: one row a field, as a change of a plain request.

/** What is sent, and the words under which it may be named as left out: its own path, unless said otherwise. */
export interface FieldRow {
  readonly field: string
  readonly sends: object
  /** The same without the field, where more than the plain request has to stand beside it. */
  readonly beside?: object
  readonly alsoNamed?: readonly string[]
}

export const dot = 'data:image/png;base64,AAAA'
export const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }

export const row = (field: string, sends: object, ...alsoNamed: readonly string[]): FieldRow => ({ field, sends, alsoNamed })
export const inner = (field: string, beside: object, sends: object, ...alsoNamed: readonly string[]): FieldRow => ({
  field,
  sends,
  beside,
  alsoNamed,
})
export const tops = (fields: object): FieldRow[] => Object.entries(fields).map(([field, value]) => row(field, { [field]: value }))
