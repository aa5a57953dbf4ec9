#!/usr/bin/env node
// Starts the CLI under a Node that is new enough, this one or another. Plain JavaScript for any Node from 18 on; knows no commands.
import { spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants, homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chooseNode } from './choose-node.js'

/** sysexits EX_UNAVAILABLE: what the program needs is not there. */
const noNode = 69

/** What a program ends with whose shared libraries are not there; Node's own codes stay below it. */
const cannotLoad = 127

function howToLoad(binary) {
  return (
    `nexorouter: ${binary} cannot run on this machine; the line above says what it misses.\n` +
    '  libatomic.so.1 is missing?   apt-get install libatomic1, or the package of your system that has it\n' +
    '  NEXOROUTER_NODE=/path/to/node   names another Node to run under\n'
  )
}

/** Ends with the parent: a server must not outlive a launcher that was killed, whatever killed it. */
function endWithParent() {
  if (!process.connected) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}

/**
 * A folder for compiled code that nobody else can write to; undefined when there is none, and then nothing is cached. Node's own choice lies
 * in the shared temporary folder, whoever made it first, and compiled code is run without being compared with its source.
 */
function privateCache() {
  const home = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  const folder = join(home, 'nexorouter')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (process.platform === 'win32') return folder
    const { uid, mode } = lstatSync(folder)
    return uid === process.getuid() && (mode & 0o022) === 0 ? folder : undefined
  } catch {
    return undefined
  }
}

async function runHere() {
  endWithParent()
  // The parts that Node still calls experimental are the ones this program is tested with; every other warning is shown.
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`)
  })
  const cache = privateCache()
  if (cache !== undefined) nodeModule.enableCompileCache?.(cache)
  // A clone runs its sources, whatever was built there before; a published package has none.
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const entry = existsSync(source) ? source : new URL('../dist/cli.js', import.meta.url)
  const { main } = await import(entry.href)
  process.exitCode = await main(process.argv.slice(2))
}

function runUnder(binary) {
  const { NEXOROUTER_NODE: _done, ...env } = process.env
  const args = ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  const child = spawn(binary, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'], env })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  const forward = (signal) => child.kill(signal)
  for (const signal of signals) process.on(signal, forward)
  child.on('error', (error) => {
    process.stderr.write(`nexorouter: cannot start ${binary}: ${error.message}\n`)
    process.exit(noNode)
  })
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward)
    if (code === cannotLoad) process.stderr.write(howToLoad(binary))
    if (signal === null) process.exit(code ?? 1)
    process.exitCode = 128 + (constants.signals[signal] ?? 0)
    process.kill(process.pid, signal)
    setTimeout(() => process.exit(), 100)
  })
}

const choice = chooseNode({
  versions: process.versions,
  platform: process.platform,
  arch: process.arch,
  path: process.env['PATH'],
  launcher: import.meta.url,
  wanted: process.env['NEXOROUTER_NODE'],
})
if (choice.kind === 'here') await runHere()
else if (choice.kind === 'other') runUnder(choice.binary)
else {
  process.stderr.write(choice.message)
  process.exitCode = noNode
}
