// A value or a refusal, as a value. Knows nothing of what is refused.

export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: E }

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value }
}

export function refuse<E>(problem: E): { readonly ok: false; readonly problem: E } {
  return { ok: false, problem }
}
