// Guesses one string or number from a property's name and a prompt. Knows nothing of objects, lists or requests.
import { fillPattern } from './fill-pattern.ts'
import type { JsonObject } from './ask.ts'

/** A longer minLength than this is answered with a text of this length. */
const stringLengthMax = 100_000

/** Examples of the formats of JSON Schema; the fixed day keeps answers repeatable. */
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-01-15T09:30:00Z',
  date: '2026-01-15',
  time: '09:30:00Z',
  duration: 'P1D',
  email: 'ada@example.com',
  'idn-email': 'ada@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/example',
  iri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '0190a5c0-0000-7000-8000-000000000001',
  'json-pointer': '/example',
  regex: '^a$',
  byte: 'ZGVtbw==',
}

/** A string that keeps pattern, format, minLength and maxLength. */
export function fillString(schema: JsonObject, name: string, prompt: string): string {
  if (typeof schema['pattern'] === 'string') {
    const text = fillPattern(schema['pattern'])
    if (text !== null) return text
  }
  const format = typeof schema['format'] === 'string' ? schema['format'] : null
  if (format !== null && formats[format] !== undefined) return foundFormat(format, prompt) ?? formats[format]
  return fitted(guessText(name, prompt), schema)
}

/** The number in the prompt that a property of this name most likely means; null when there is none. */
export function guessNumber(name: string, prompt: string): number | null {
  const beside = name === '' ? null : new RegExp(`\\b${escaped(name)}\\W{1,4}(-?\\d{1,15}(?:\\.\\d{1,6})?)`, 'i').exec(prompt)
  const found = beside?.[1] ?? numbersIn(prompt)[/^(b|y|to|end|second|right)$/i.test(name) ? 1 : 0]
  return found === undefined ? null : Number(found)
}

function numbersIn(prompt: string): string[] {
  return prompt.match(/(?<![\w.])-?\d{1,15}(?:\.\d{1,6})?(?!\w)/g) ?? []
}

function escaped(name: string): string {
  return name.slice(0, 64).replace(/[^\w]/g, '.')
}

function foundFormat(format: string, prompt: string): string | null {
  if (format === 'email') return emailIn(prompt)
  if (format === 'uri' || format === 'url') return urlIn(prompt)
  return format === 'date' ? dateIn(prompt) : null
}

function emailIn(prompt: string): string | null {
  return /[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,20}/i.exec(prompt)?.[0] ?? null
}

function urlIn(prompt: string): string | null {
  return /https?:\/\/[^\s"'<>()]{1,500}/i.exec(prompt)?.[0] ?? null
}

function dateIn(prompt: string): string | null {
  return /\b\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])\b/.exec(prompt)?.[0] ?? null
}

/** By the property's name; the prompt itself for free text. */
function guessText(name: string, prompt: string): string {
  const word = name.toLowerCase()
  const quoted = /["“]([^"”]{1,200})["”]/.exec(prompt)?.[1]
  if (/^(city|location|place|town|country|destination|address)$/.test(word)) return placeIn(prompt) ?? quoted ?? 'Paris'
  if (/e-?mail/.test(word)) return emailIn(prompt) ?? (formats['email'] as string)
  if (/url|link|website/.test(word)) return urlIn(prompt) ?? (formats['url'] as string)
  if (/date|day/.test(word)) return dateIn(prompt) ?? (formats['date'] as string)
  if (/^(query|q|question|text|input|prompt|message|search|content|expression)$/.test(word))
    return quoted ?? (prompt.trim().slice(0, 300) || 'example')
  if (/name$/.test(word)) return quoted ?? namedIn(prompt) ?? 'Ada'
  return quoted ?? (name === '' ? 'example' : `example ${name.slice(0, 64)}`)
}

/** The capitalised words after `in`, `for`, `at`, `to`; else the last capitalised word that does not open the prompt. */
function placeIn(prompt: string): string | null {
  const after = /\b(?:in|for|at|to|near|of)\s+(\p{Lu}[\p{L}'-]{1,40}(?:\s\p{Lu}[\p{L}'-]{1,40}){0,3})/u.exec(prompt)?.[1]
  return after ?? namedIn(prompt)
}

function namedIn(prompt: string): string | null {
  return /[^.!?\s]\s+(\p{Lu}[\p{L}'-]{1,40})/u.exec(prompt)?.[1] ?? null
}

function fitted(text: string, schema: JsonObject): string {
  const least = Math.min(typeof schema['minLength'] === 'number' ? schema['minLength'] : 0, stringLengthMax)
  const most = typeof schema['maxLength'] === 'number' ? schema['maxLength'] : stringLengthMax
  // Lengths in JSON Schema are code points, not UTF-16 units.
  const points = Array.from(text.slice(0, stringLengthMax))
  while (points.length < least) points.push(' example'[points.length % 8] as string)
  return points.slice(0, Math.max(0, most)).join('')
}
