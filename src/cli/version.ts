// Which release this is. Reads the package's own manifest; knows nothing else of it.
import { readFileSync } from 'node:fs'

/** `0.1.0`. The manifest stands two folders up from the source and one up from the built file. */
export function readVersion(): string {
  for (const path of ['../../package.json', '../package.json']) {
    try {
      const manifest = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { name?: string; version?: string }
      if (manifest.name === 'nexorouter' && manifest.version !== undefined) return manifest.version
    } catch {
      // the other place
    }
  }
  return 'unknown'
}
