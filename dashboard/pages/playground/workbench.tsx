// The Playground at work: settings at the side, a column for each model, and the line to ask with.
import { Code, Plus, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { KeyJson, ModelJson } from '../../../src/contract/control-api.ts'
import { type CarriedRequest, withCarried } from '../../format/carried-request.ts'
import {
  chatBody,
  defaultSettings,
  historyOf,
  type PlaygroundSettings,
  type Question,
  readSettings,
  type SettingsFault,
  userMessage,
} from '../../format/playground.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import { AskLine } from './ask-line.tsx'
import { CodeDialog } from './code-dialog.tsx'
import { AnswerColumn } from './answer-column.tsx'
import { SettingsPanel } from './settings-panel.tsx'
import { usePlay } from './use-play.ts'

const columnsMax = 4
/** For the code, before anything was asked. */
const sayHello: Question = { text: 'Say hello', images: [] }
const nothing: Question = { text: '', images: [] }

interface Props {
  readonly keys: readonly KeyJson[]
  readonly models: readonly ModelJson[]
  /** What a link asked for. */
  readonly first: { readonly model: string; readonly keyId: string; readonly stream: boolean }
  /** A request that is tried again. */
  readonly carried: CarriedRequest | null
}

export function Workbench({ keys, models, first, carried }: Props) {
  const [keyId, setKeyId] = useState(first.keyId)
  const [columns, setColumns] = useState<readonly string[]>([first.model])
  const [settings, setSettings] = useState<PlaygroundSettings>(carried?.settings ?? { ...defaultSettings, stream: first.stream })
  const [fault, setFault] = useState<SettingsFault>()
  const [showsCode, setShowsCode] = useState(false)
  const game = usePlay()
  // Whoever starts over starts with nothing.
  const [along, setAlong] = useState(carried)
  const startOver = (): void => {
    game.clear()
    setAlong(null)
  }
  const bodyFor = (model: string, column: number, question: Question, fields: Readonly<Record<string, unknown>>) =>
    chatBody(
      model,
      settings,
      [...(along?.earlier ?? []), ...historyOf(game.turns, column), userMessage(question)],
      withCarried(fields, settings, along),
    )
  const ask = (question: Question): boolean => {
    const read = readSettings(settings)
    setFault(read.ok ? undefined : read.fault)
    if (!read.ok) return false
    game.ask(
      question,
      keyId,
      columns.map((model, column) => bodyFor(model, column, question, read.fields)),
    )
    return true
  }
  const read = readSettings(settings)
  const change = (column: number, model: string): void => setColumns(columns.map((one, index) => (index === column ? model : one)))
  return (
    <div className="grid gap-6 xl:grid-cols-[1fr_18rem]">
      <div className="flex min-w-0 flex-col gap-4">
        <Bar
          keys={keys}
          keyId={keyId}
          onKey={setKeyId}
          onCompare={columns.length >= columnsMax || game.busy ? undefined : () => setColumns([...columns, first.model])}
          onCode={() => setShowsCode(true)}
          onStartOver={game.turns.length === 0 && along === null ? undefined : startOver}
        />
        <div className="flex gap-4 overflow-x-auto pb-1">
          {columns.map((model, column) => (
            <AnswerColumn
              // A column is its place: two may hold the same model.
              key={column}
              column={column}
              model={model}
              models={models}
              earlier={along?.earlier ?? []}
              turns={game.turns}
              runs={game.runs}
              onModel={(next) => change(column, next)}
              {...(columns.length > 1 && !game.busy && { onRemove: () => setColumns(columns.filter((_, index) => index !== column)) })}
            />
          ))}
        </div>
        <AskLine first={carried?.question ?? nothing} several={columns.length > 1} busy={game.busy} onAsk={ask} onStop={game.stop} />
      </div>
      <SettingsPanel settings={settings} fault={fault} onChange={setSettings} />
      <CodeDialog
        open={showsCode}
        onClose={() => setShowsCode(false)}
        body={bodyFor(columns[0] as string, 0, game.turns.at(-1)?.question ?? along?.question ?? sayHello, read.ok ? read.fields : {})}
      />
    </div>
  )
}

interface BarProps {
  readonly keys: readonly KeyJson[]
  readonly keyId: string
  readonly onKey: (keyId: string) => void
  /** Undefined: not now. */
  readonly onCompare: (() => void) | undefined
  readonly onCode: () => void
  readonly onStartOver: (() => void) | undefined
}

function Bar({ keys, keyId, onKey, onCompare, onCode, onStartOver }: BarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select label="Key that pays" value={keyId} options={keys.map((key) => ({ value: key.id, label: key.name }))} onChange={onKey} />
      <Button disabled={onCompare === undefined} onClick={onCompare}>
        <Plus size={14} aria-hidden /> Compare
      </Button>
      <span className="grow max-sm:hidden" />
      <Button onClick={onCode}>
        <Code size={14} aria-hidden /> Code
      </Button>
      <Button disabled={onStartOver === undefined} onClick={onStartOver}>
        <RotateCcw size={14} aria-hidden /> Start over
      </Button>
    </div>
  )
}
