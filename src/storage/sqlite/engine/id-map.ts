// Finds things by their ID. A Map with texts as keys has V8 enter each text that came from another thread into its table of all texts, at
// every look-up: 0.3 us and more, where a number costs a tenth. Knows nothing of what it keeps.

export interface IdMap<Value> {
  get(id: string): Value | undefined
  set(id: string, value: Value): void
  delete(id: string): void
  clear(): void
  size(): number
}

/** Those that share a number hang together; with IDs of ours that is one. */
interface Place<Value> {
  readonly id: string
  value: Value
  next: Place<Value> | undefined
}

export function openIdMap<Value>(): IdMap<Value> {
  const places = new Map<number, Place<Value>>()
  let size = 0

  function find(number: number, id: string): Place<Value> | undefined {
    let place = places.get(number)
    while (place !== undefined && place.id !== id) place = place.next
    return place
  }

  return {
    get: (id) => find(numberOf(id), id)?.value,
    set(id, value) {
      const number = numberOf(id)
      const known = find(number, id)
      if (known !== undefined) {
        known.value = value
        return
      }
      places.set(number, { id, value, next: places.get(number) })
      size += 1
    },
    delete(id) {
      const number = numberOf(id)
      const gone = find(number, id)
      if (gone === undefined) return
      size -= 1
      let before = places.get(number)
      if (before === gone) {
        if (gone.next === undefined) places.delete(number)
        else places.set(number, gone.next)
        return
      }
      while (before?.next !== gone) before = before?.next
      before.next = gone.next
    },
    clear() {
      places.clear()
      size = 0
    },
    size: () => size,
  }
}

/** IDs begin with their time and end with what tells them apart: each character costs 4 ns. */
const tailLength = 12

function numberOf(id: string): number {
  let number = id.length
  for (let at = Math.max(0, id.length - tailLength); at < id.length; at++) number = (Math.imul(number, 31) + id.charCodeAt(at)) | 0
  return number
}
