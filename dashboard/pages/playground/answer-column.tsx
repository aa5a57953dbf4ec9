// One model's side of the conversation, with what each answer took and cost.
import { Link } from '@tanstack/react-router'
import { X } from 'lucide-react'
import type { ModelJson } from '../../../src/contract/control-api.ts'
import type { PlayedRun } from '../../api/playground.ts'
import type { Message, Turn } from '../../format/playground.ts'
import { exactUsd } from '../../format/money.ts'
import { count, duration } from '../../format/number.ts'
import { paths } from '../../paths.ts'
import { IconButton } from '../../ui/button.tsx'
import { Card } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { ProblemNotice } from '../../ui/states.tsx'
import { EarlierMessages } from './carried.tsx'
import type { ColumnRun, Runs } from './use-play.ts'

interface Props {
  readonly column: number
  readonly model: string
  readonly models: readonly ModelJson[]
  /** What was said before the first turn. */
  readonly earlier: readonly Message[]
  readonly turns: readonly Turn[]
  readonly runs: Runs
  readonly onModel: (model: string) => void
  readonly onRemove?: () => void
}

export function AnswerColumn({ column, model, models, earlier, turns, runs, onModel, onRemove }: Props) {
  return (
    <Card className="flex min-h-80 min-w-72 flex-1 flex-col">
      <header className="flex items-center justify-between gap-2 border-b border-line px-3 py-2.5">
        <Select
          label={`Model of column ${column + 1}`}
          value={model}
          options={models.map(({ id }) => ({ value: id, label: id }))}
          onChange={onModel}
          className="min-w-0 border-transparent font-medium"
        />
        {onRemove !== undefined && (
          <IconButton label={`Remove column ${column + 1}`} onClick={onRemove}>
            <X size={15} />
          </IconButton>
        )}
      </header>
      <div className="grow space-y-5 p-4" aria-live="polite">
        <EarlierMessages messages={earlier} />
        {turns.length === 0 && <p className="py-12 text-center text-faint">Ask something below.</p>}
        {turns.map((turn, index) => (
          <div key={index} className="space-y-3">
            <div className="ml-auto w-fit max-w-[88%] space-y-2 rounded-xl rounded-br-sm bg-accent-soft px-3.5 py-2">
              {turn.question.images.map((url, at) => (
                <img key={at} src={url} alt={`Attached, number ${at + 1}`} className="max-h-40 rounded-md" />
              ))}
              {turn.question.text !== '' && <p className="whitespace-pre-wrap">{turn.question.text}</p>}
            </div>
            <Answer run={runs[index]?.[column]} />
          </div>
        ))}
      </div>
    </Card>
  )
}

function Answer({ run }: { run: ColumnRun | undefined }) {
  if (run === undefined) return null
  if (run.state === 'failed') return <ProblemNotice fault={run.fault} />
  const answer = run.run?.answer
  return (
    <div>
      {answer?.reasoning && (
        <details className="mb-2 text-quiet">
          <summary className="text-xs">Reasoning</summary>
          <p className="mt-1 border-l-2 border-line pl-3 whitespace-pre-wrap">{answer.reasoning}</p>
        </details>
      )}
      <p className="leading-6 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {answer?.text}
        {run.state === 'running' && (
          <span aria-hidden className="ml-0.5 inline-block h-4 w-1.5 animate-pulse-soft bg-accent align-text-bottom" />
        )}
      </p>
      {answer?.tools.map((tool, index) => (
        <pre key={index} className="mt-2 overflow-x-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs">
          {tool.name}({tool.args})
        </pre>
      ))}
      {answer?.problem != null && <p className="mt-2 text-bad">{answer.problem}</p>}
      {run.state === 'stopped' && <p className="mt-2 text-xs text-warn">Stopped here. What was delivered is charged.</p>}
      {run.run !== undefined && <RunFacts run={run.run} />}
    </div>
  )
}

function RunFacts({ run }: { run: PlayedRun }) {
  const { answer } = run
  return (
    <p className="figures mt-2.5 flex flex-wrap gap-x-3 text-xs text-faint">
      {run.firstTokenMs !== null && <span>first token {duration(run.firstTokenMs)}</span>}
      {run.totalMs !== null && <span>total {duration(run.totalMs)}</span>}
      {answer.promptTokens !== null && (
        <span>
          {count(answer.promptTokens)} → {count(answer.completionTokens ?? 0)} tokens
        </span>
      )}
      {answer.costUsd !== null && <span className="font-medium text-quiet">{exactUsd(answer.costUsd)}</span>}
      {answer.finish !== null && answer.finish !== 'stop' && <span>ended by {answer.finish}</span>}
      {run.totalMs !== null && run.requestId !== null && (
        <Link to={paths.usage} search={{ id: run.requestId }} className="underline underline-offset-2 hover:text-ink">
          log
        </Link>
      )}
    </p>
  )
}
