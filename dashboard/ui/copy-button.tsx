// Copies a text and says so. Where the browser offers no clipboard (plain HTTP, not localhost) the text is selected instead.
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from './button.tsx'

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'fixed top-0 left-0 opacity-0'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}

function useCopied(text: string): readonly [boolean, () => void] {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  return [copied, () => void copy(text).then(setCopied)]
}

/** `label` names what is copied: "Copy request ID". */
export function CopyIcon({ text, label, className }: { text: string; label: string; className?: string }) {
  const [copied, run] = useCopied(text)
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      className={className}
      onClick={(event) => {
        event.stopPropagation()
        run()
      }}
    >
      {copied ? <Check size={14} className="text-good" /> : <Copy size={14} />}
    </IconButton>
  )
}

interface CopyProps {
  readonly text: string
  readonly label?: string
  readonly weight?: 'primary' | 'secondary'
  /** As its neighbours. */
  readonly size?: 'small' | 'medium'
}

export function CopyButton({ text, label = 'Copy', weight, size = 'small' }: CopyProps) {
  const [copied, run] = useCopied(text)
  return (
    <Button weight={weight ?? 'secondary'} size={size} onClick={run}>
      {copied ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      {copied ? 'Copied' : label}
    </Button>
  )
}
