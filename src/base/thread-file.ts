// Where the file of a thread lies, beside the module that starts it: .ts from source, .js from a bundled release. Starts nothing.

/** `name`: the file without its ending. `from`: the `import.meta.url` of the module that starts it. */
export function threadFile(name: string, from: string): URL {
  return new URL(`./${name}.${from.endsWith('.ts') ? 'ts' : 'js'}`, from)
}
