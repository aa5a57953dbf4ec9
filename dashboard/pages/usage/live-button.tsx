// Switches the live tail on and off.
import { Pause, Play } from 'lucide-react'
import { Button } from '../../ui/button.tsx'

export function LiveButton({ live, onChange }: { live: boolean; onChange: (live: boolean) => void }) {
  return (
    <Button aria-pressed={live} onClick={() => onChange(!live)}>
      {live ? <Pause size={14} aria-hidden /> : <Play size={14} aria-hidden />}
      {live ? 'Pause live' : 'Live'}
      {live && <span aria-hidden className="size-1.5 animate-pulse-soft rounded-full bg-good" />}
    </Button>
  )
}
