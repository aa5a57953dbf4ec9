// The identifiers everybody passes around, branded so that one cannot stand for another. No I/O.

declare const brand: unique symbol
export type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** UUIDv7, one per client request; also the ID of its hold and of its usage record. */
export type RequestId = Branded<string, 'RequestId'>
/** `acct_` + UUIDv7 without dashes. */
export type AccountId = Branded<string, 'AccountId'>
/** `key_` + UUIDv7 without dashes. Never the secret. */
export type KeyId = Branded<string, 'KeyId'>
/** Who a key belongs to within its account. Opaque to the ledger. */
export type MemberId = Branded<string, 'MemberId'>
/** `user_` + UUIDv7 without dashes: a person. */
export type UserId = Branded<string, 'UserId'>
/** What a caller names, case-sensitive: `deepseek-v4-flash`, `Qwen/Qwen-Plus`. */
export type ModelId = Branded<string, 'ModelId'>
/** `budget_` + UUIDv7 without dashes. */
export type BudgetId = Branded<string, 'BudgetId'>
/** Lower-case letters, digits and dashes: `openai`, `acme`. */
export type ProviderId = Branded<string, 'ProviderId'>
/** `<model>@<n>`: the n-th price ever published for that model, counted from 1. */
export type PriceVersion = Branded<string, 'PriceVersion'>

/** Declares that a text is an identifier of a kind. Only for texts that were checked or made by us. */
export function asId<Id extends string>(text: string): Id {
  return text as Id
}
