// Switches the live tail on and off; off keeps what is on the page where it is.
import { Pause, Play } from 'lucide-react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'

export function LiveButton({ live, connected, onChange }: { live: boolean; connected: boolean; onChange: (live: boolean) => void }) {
  return (
    <Button aria-pressed={live} onClick={() => onChange(!live)}>
      {live ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      {live ? 'Pause' : 'Live'}
      {live && (
        <span className="inline-flex items-center gap-1.5 text-xs font-normal text-quiet">
          <span aria-hidden className={cx('size-1.5 animate-pulse-soft rounded-full', connected ? 'bg-good' : 'bg-warn')} />
          {connected ? 'following' : 'connecting'}
        </span>
      )}
    </Button>
  )
}
