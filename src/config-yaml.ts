// Reads the YAML file into plain values and remembers where each stood. Knows no setting by name except which scalars are money.
import { createRequire } from 'node:module'
import type * as Yaml from 'yaml'

type Node = Yaml.Node
type Scalar = Yaml.Scalar

/** Loaded for a file that says something: 30 ms that a command, and a server without a file, need not take. */
const load: (name: 'yaml') => typeof Yaml = createRequire(import.meta.url)

/** Something wrong, at a place a person can go to. */
export interface ConfigMistake {
  /** `nexorouter.yaml:12:5`, `PORT`, `--port`. */
  readonly where: string
  /** A sentence without the value of any secret. */
  readonly message: string
}

export interface YamlReading {
  readonly value: unknown
  readonly mistakes: readonly ConfigMistake[]
  /** `file:line:column` of the value at a path, or of the nearest parent that exists. */
  readonly locate: (path: readonly PropertyKey[]) => string
  /** `file:line:column` of a key inside the map at a path. */
  readonly locateKey: (path: readonly PropertyKey[], key: string) => string
  /** True when the value at this path already has a mistake of its own. */
  readonly spoiled: (path: readonly PropertyKey[]) => boolean
}

/** Deeper nesting than any real file has; also ends an alias that contains itself. */
const depthMax = 32
/** Values in one file, against alias bombs. */
const nodesMax = 200_000

const moneyFields: ReadonlySet<PropertyKey> = new Set([
  'price_usd_per_million',
  'cost_usd_per_million',
  'per_call_usd',
  'cost_per_call_usd',
])

/** Money stays text: the digits the operator wrote, never a float. */
function isMoney(path: readonly PropertyKey[]): boolean {
  return path.at(-1) !== 'above_prompt_tokens' && path.some((part) => moneyFields.has(part))
}

const joined = (path: readonly PropertyKey[]): string => path.map(String).join('\0')

interface Reader {
  readonly yaml: typeof Yaml
  readonly document: ReturnType<typeof Yaml.parseDocument>
  readonly variable: (name: string) => string | undefined
  readonly positions: Map<string, number>
  readonly spoiled: Set<string>
  readonly report: (offset: number, message: string) => void
  nodes: number
}

/** Parses and expands `${VARIABLE}`; all syntax mistakes and unset variables are reported together. */
export function readYaml(text: string, file: string, variable: (name: string) => string | undefined): YamlReading {
  if (text === '') return emptyReading(file)
  const yaml = load('yaml')
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const mistakes: ConfigMistake[] = []
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${line}:${col}`
  }
  for (const error of document.errors) mistakes.push({ where: at(error.pos[0]), message: syntaxSentence(error.code, error.message) })
  const reader: Reader = {
    yaml,
    document,
    variable,
    positions: new Map([['', document.contents?.range?.[0] ?? 0]]),
    spoiled: new Set(),
    report: (offset, message) => void mistakes.push({ where: at(offset), message }),
    nodes: 0,
  }
  const value = mistakes.length > 0 || document.contents === null ? {} : plain(reader, document.contents, [])
  return {
    // The parser's texts are slices of the file. Each keeps all of it in memory, and whatever has one in it, such as the tries of a request,
    // goes the slow way through JSON.stringify: 1.2 us where it is 0.5. A clone has texts of its own.
    value: structuredClone(value ?? {}),
    mistakes,
    locate: (path) => {
      for (let length = path.length; length > 0; length--) {
        const offset = reader.positions.get(joined(path.slice(0, length)))
        if (offset !== undefined) return at(offset)
      }
      return at(reader.positions.get('') ?? 0)
    },
    locateKey: (path, key) => at(reader.positions.get(`key\0${joined([...path, key])}`) ?? reader.positions.get(joined(path)) ?? 0),
    spoiled: (path) => reader.spoiled.has(joined(path)),
  }
}

function emptyReading(file: string): YamlReading {
  const start = (): string => `${file}:1:1`
  return { value: {}, mistakes: [], locate: start, locateKey: start, spoiled: () => false }
}

function syntaxSentence(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in the same map; keep one'
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; YAML takes spaces only'
  return `not valid YAML: ${message.split('\n')[0]}`
}

function plain(reader: Reader, node: Node, path: readonly PropertyKey[]): unknown {
  const offset = node.range?.[0] ?? 0
  if (!reader.positions.has(joined(path)) || path.length > 0) reader.positions.set(joined(path), offset)
  reader.nodes += 1
  if (path.length > depthMax || reader.nodes > nodesMax) {
    if (reader.nodes <= nodesMax + 1) reader.report(offset, `nested deeper than ${depthMax} levels, or more than ${nodesMax} values`)
    reader.spoiled.add(joined(path))
    return undefined
  }
  const { isAlias, isMap, isScalar, isSeq } = reader.yaml
  if (isAlias(node)) {
    const target = node.resolve(reader.document)
    return target === undefined ? undefined : plain(reader, target, path)
  }
  if (isSeq(node)) return node.items.map((item, index) => plain(reader, item as Node, [...path, index]))
  if (isMap(node)) {
    const entries: [string, unknown][] = []
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : ''
      if (isScalar(pair.key)) reader.positions.set(`key\0${joined([...path, key])}`, pair.key.range?.[0] ?? offset)
      entries.push([key, pair.value === null ? null : plain(reader, pair.value as Node, [...path, key])])
    }
    return Object.fromEntries(entries)
  }
  return isScalar(node) ? scalar(reader, node, path) : undefined
}

function scalar(reader: Reader, node: Scalar, path: readonly PropertyKey[]): unknown {
  if (typeof node.value === 'string' && node.value.includes('${')) {
    const text = expand(reader, node.value, node.range?.[0] ?? 0, path)
    // An unquoted scalar keeps its YAML type after expansion: `port: ${PORT}` is a number.
    if (node.type === 'PLAIN' && !isMoney(path) && /^(true|false|null|-?\d{1,15})$/.test(text)) return JSON.parse(text)
    return text
  }
  if (isMoney(path) && typeof node.value === 'number') return node.source ?? String(node.value)
  return node.value
}

function expand(reader: Reader, text: string, offset: number, path: readonly PropertyKey[]): string {
  const spoil = (message: string): string => {
    reader.spoiled.add(joined(path))
    reader.report(offset, message)
    return ''
  }
  return text.replace(/\$\$\{|\$\{([^}]*)\}?/g, (whole, inner: string | undefined) => {
    if (whole === '$${') return '${'
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/.exec(inner ?? '')
    if (!match || !whole.endsWith('}'))
      return spoil('${...} must hold the name of an environment variable, such as ${ACME_KEY}; write $${ for a plain ${')
    const value = reader.variable(match[1] as string)
    if (value !== undefined && value !== '') return value
    if (match[2] !== undefined) return match[2]
    return spoil(`the environment variable ${match[1]} is not set; set it (or ${match[1]}_FILE), or write \${${match[1]}:-default}`)
  })
}
