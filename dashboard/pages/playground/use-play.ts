// The state of the Playground: the turns so far, the runs of the last one, and a way to stop them.
import { useRef, useState } from 'react'
import { play, type PlayedRun } from '../../api/playground.ts'
import type { ChatBody, Question, Turn } from '../../format/playground.ts'

export type ColumnRun =
  | { readonly state: 'running' | 'done' | 'stopped'; readonly run?: PlayedRun }
  | { readonly state: 'failed'; readonly fault: unknown }

/** By turn, then by column. */
export type Runs = readonly Readonly<Record<number, ColumnRun>>[]

export function usePlay() {
  const [turns, setTurns] = useState<readonly Turn[]>([])
  const [runs, setRuns] = useState<Runs>([])
  const abort = useRef<AbortController>(undefined)
  const busy = Object.values(runs.at(-1) ?? {}).some((run) => run.state === 'running')

  const setRun = (turn: number, column: number, run: ColumnRun): void =>
    setRuns((before) => before.map((one, index) => (index === turn ? { ...one, [column]: run } : one)))
  const setAnswer = (turn: number, column: number, text: string): void =>
    setTurns((before) => before.map((one, index) => (index === turn ? { ...one, answers: { ...one.answers, [column]: text } } : one)))

  const runColumn = async (turn: number, column: number, keyId: string, body: ChatBody): Promise<void> => {
    const { signal } = abort.current as AbortController
    let last: PlayedRun | undefined
    try {
      const onProgress = (run: PlayedRun): void => {
        last = run
        setRun(turn, column, { state: 'running', run })
      }
      await play({ keyId, body, signal, onProgress })
      setRun(turn, column, { state: 'done', ...(last && { run: last }) })
    } catch (fault) {
      setRun(turn, column, signal.aborted ? { state: 'stopped', ...(last && { run: last }) } : { state: 'failed', fault })
    }
    setAnswer(turn, column, last?.answer.text ?? '')
  }

  const ask = (question: Question, keyId: string, bodies: readonly ChatBody[]): void => {
    const turn = turns.length
    abort.current = new AbortController()
    setTurns([...turns, { question, answers: {} }])
    setRuns([...runs, Object.fromEntries(bodies.map((_, column) => [column, { state: 'running' }]))])
    for (const [column, body] of bodies.entries()) void runColumn(turn, column, keyId, body)
  }
  const clear = (): void => {
    abort.current?.abort()
    setTurns([])
    setRuns([])
  }
  return { turns, runs, busy, ask, clear, stop: () => abort.current?.abort() }
}
