// Starts processes on a chosen core and reads what they cost from /proc. Knows nothing of gateways.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'

/** Kernel ticks per second of /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100

export interface Pinned {
  readonly pid: number
  readonly output: () => string
  stop(): Promise<void>
}

/** `taskset -c <core> <command...>`; taskset replaces itself, so the PID is the command's own. */
export function startPinned(core: number, command: readonly string[], env: Record<string, string> = {}): Pinned {
  const child = spawn('taskset', ['-c', String(core), ...command], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => void (output = (output + bytes.toString()).slice(-20_000)))
  return { pid: child.pid ?? -1, output: () => output, stop: () => stopChild(child) }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(patience)
}

interface ProcessRow {
  readonly parent: number
  readonly cpuTicks: number
}

function readRows(): Map<number, ProcessRow> {
  const rows = new Map<number, ProcessRow>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      rows.set(Number(name), { parent: Number(fields[1]), cpuTicks: Number(fields[11]) + Number(fields[12]) })
    } catch {
      // The process ended between the listing and the read.
    }
  }
  return rows
}

function familyOf(pid: number, rows: Map<number, ProcessRow>): number[] {
  const children = [...rows].filter(([, row]) => row.parent === pid).map(([child]) => child)
  return [pid, ...children.flatMap((child) => familyOf(child, rows))]
}

/** CPU seconds, user and system, of all threads of a process and its descendants. */
export function cpuSeconds(pid: number): number {
  const rows = readRows()
  return familyOf(pid, rows).reduce((sum, one) => sum + (rows.get(one)?.cpuTicks ?? 0), 0) / ticksPerSecond
}

/** Resident memory of a process and its descendants, MiB. */
export function residentMib(pid: number): number {
  const kib = familyOf(pid, readRows()).map((one) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${one}/status`, 'utf8'))?.[1] ?? 0))
  return kib.reduce((sum, one) => sum + one, 0) / 1024
}

/** Waits until somebody listens, at most 20 s. */
export async function untilListening(port: number, who: Pinned): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const socket = connect(port, '127.0.0.1')
    const opened = await new Promise<boolean>((done) => socket.once('connect', () => done(true)).once('error', () => done(false)))
    socket.destroy()
    if (opened) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error(`nothing listens on port ${port}\n${who.output()}`)
}
