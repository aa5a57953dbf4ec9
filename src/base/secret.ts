// A value that no serializer can print. Knows nothing of what is secret.
import { inspect } from 'node:util'

/** Holds a secret; the only way out is `reveal()`, which is easy to search for in a review. */
export class Secret<T> {
  readonly #value: T
  constructor(value: T) {
    this.#value = value
  }
  reveal(): T {
    return this.#value
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
  [inspect.custom](): string {
    return '[secret]'
  }
}
