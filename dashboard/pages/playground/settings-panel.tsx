// What every column is asked with: system message, parameters, tools, a schema for the answer.
import { exampleSchema, exampleTools, type PlaygroundSettings, type SettingsFault } from '../../format/playground.ts'
import { Checkbox, Field, TextField } from '../../ui/field.tsx'
import { Card } from '../../ui/page.tsx'

interface Props {
  readonly settings: PlaygroundSettings
  readonly fault: SettingsFault | undefined
  readonly onChange: (settings: PlaygroundSettings) => void
}

export function SettingsPanel({ settings, fault, onChange }: Props) {
  const set = (field: keyof PlaygroundSettings) => ({
    value: settings[field] as string,
    onChange: (event: { target: { value: string } }) => onChange({ ...settings, [field]: event.target.value }),
    wrong: fault?.field === field ? fault.message : undefined,
  })
  return (
    <Card className="space-y-4 self-start p-4">
      <h2 className="text-sm font-semibold">Settings</h2>
      <TextField label="System message" optional rows={3} {...set('system')} />
      <div className="grid grid-cols-2 gap-3">
        <Field label="Temperature" placeholder="0 to 2" inputMode="decimal" {...set('temperature')} />
        <Field label="Top p" placeholder="0 to 1" inputMode="decimal" {...set('topP')} />
      </div>
      <Field label="Max tokens" placeholder="the model’s own" inputMode="numeric" {...set('maxTokens')} />
      <Checkbox label="Stream the answer" checked={settings.stream} onChange={(stream) => onChange({ ...settings, stream })} />
      <TextField label="Tools (JSON)" optional rows={4} className="font-mono text-xs" {...set('tools')} />
      <Example shown={settings.tools === ''} onUse={() => onChange({ ...settings, tools: exampleTools })} />
      <TextField label="Answer schema (JSON)" optional rows={4} className="font-mono text-xs" {...set('schema')} />
      <Example shown={settings.schema === ''} onUse={() => onChange({ ...settings, schema: exampleSchema })} />
    </Card>
  )
}

function Example({ shown, onUse }: { shown: boolean; onUse: () => void }) {
  if (!shown) return null
  return (
    <button type="button" onClick={onUse} className="-mt-3 block text-xs text-accent underline-offset-2 hover:underline">
      Fill in an example
    </button>
  )
}
