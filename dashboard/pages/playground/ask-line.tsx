// The line to ask with: Enter sends, Shift and Enter begins a new line.
import { CornerDownLeft, Square } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { inputClass } from '../../ui/field.tsx'

export function AskLine({ busy, onAsk, onStop }: { busy: boolean; onAsk: (question: string) => boolean; onStop: () => void }) {
  const [typed, setTyped] = useState('')
  const send = (): void => {
    if (!busy && typed.trim() !== '' && onAsk(typed.trim())) setTyped('')
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form
      className="sticky bottom-4 flex items-end gap-2 rounded-xl border border-edge bg-raised p-2 shadow-float"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        aria-label="Your message"
        placeholder="Ask all columns at once"
        rows={2}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={press}
        className={cx(inputClass, 'resize-none border-transparent py-1.5 hover:border-transparent focus:border-transparent focus:ring-0')}
      />
      {busy ? (
        <Button onClick={onStop}>
          <Square size={13} aria-hidden /> Stop
        </Button>
      ) : (
        <Button type="submit" weight="primary" disabled={typed.trim() === ''}>
          <CornerDownLeft size={14} aria-hidden /> Send
        </Button>
      )}
    </form>
  )
}
