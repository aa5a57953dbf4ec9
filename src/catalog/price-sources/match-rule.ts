// genai-prices' rules for which model names a price stands: and, or, equals, starts_with, ends_with, contains, regex. Knows no prices.
import { fieldsOf, listOf } from './sourced-price.ts'

/** Longer than any model ID; bounds what an expression of the list can cost. */
const nameLengthMax = 200

export function matchesRule(rule: unknown, name: string): boolean {
  if (name.length > nameLengthMax) return false
  const text = name.toLowerCase()
  const [kind, value] = Object.entries(fieldsOf(rule))[0] ?? ['', undefined]
  const word = String(value).toLowerCase()
  switch (kind) {
    case 'equals':
      return text === word
    case 'starts_with':
      return text.startsWith(word)
    case 'ends_with':
      return text.endsWith(word)
    case 'contains':
      return text.includes(word)
    case 'regex':
      return matchesExpression(String(value), name)
    case 'or':
      return listOf(value).some((one) => matchesRule(one, name))
    case 'and':
      return listOf(value).length > 0 && listOf(value).every((one) => matchesRule(one, name))
    default:
      return false
  }
}

/** An expression of another language's dialect is no match rather than an error. */
function matchesExpression(source: string, name: string): boolean {
  try {
    return new RegExp(source).test(name)
  } catch {
    return false
  }
}
