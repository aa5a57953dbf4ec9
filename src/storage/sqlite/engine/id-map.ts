// Finds things by their ID. A Map with texts as keys has V8 enter each text that came from another thread into its table of all texts, at
// every look-up: 0.3 us and more. And it is made anew as things come and go (base/roster.ts says what that costs). Knows nothing of what it keeps.

export interface IdMap<Value> {
  get(id: string): Value | undefined
  set(id: string, value: Value): void
  delete(id: string): void
  clear(): void
  size(): number
}

/** A few hundred things are in flight; with twenty thousand, a list has ten. */
const lists = 2_048
/** IDs begin with their time and end with what tells them apart: each character costs 4 ns. */
const tailLength = 12

interface Place<Value> {
  readonly id: string
  value: Value
  next: Place<Value> | undefined
}

export function openIdMap<Value>(): IdMap<Value> {
  const first: (Place<Value> | undefined)[] = Array.from({ length: lists }, () => undefined)
  let size = 0

  function find(list: number, id: string): Place<Value> | undefined {
    let place = first[list]
    while (place !== undefined && place.id !== id) place = place.next
    return place
  }

  return {
    get: (id) => find(listOf(id), id)?.value,
    set(id, value) {
      const list = listOf(id)
      const known = find(list, id)
      if (known !== undefined) {
        known.value = value
        return
      }
      first[list] = { id, value, next: first[list] }
      size += 1
    },
    delete(id) {
      const list = listOf(id)
      const gone = find(list, id)
      if (gone === undefined) return
      size -= 1
      let before = first[list]
      if (before === gone) first[list] = gone.next
      else {
        while (before?.next !== gone) before = before?.next
        before.next = gone.next
      }
    },
    clear() {
      first.fill(undefined)
      size = 0
    },
    size: () => size,
  }
}

function listOf(id: string): number {
  let number = id.length
  for (let at = Math.max(0, id.length - tailLength); at < id.length; at++) number = (Math.imul(number, 31) + id.charCodeAt(at)) | 0
  return number & (lists - 1)
}
