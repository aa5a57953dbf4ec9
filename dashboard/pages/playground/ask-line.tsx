// The line to ask with: Enter sends, Shift and Enter begins a new line; pictures are attached by a button or pasted.
import { CornerDownLeft, ImagePlus, Square, X } from 'lucide-react'
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react'
import type { Question } from '../../format/playground.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { inputClass } from '../../ui/field.tsx'
import { notifyProblem } from '../../ui/toast.tsx'

/** Of one picture: what providers take at most is less than this once it is text. */
const imageBytesMax = 5_000_000
const imagesMax = 4

interface Props {
  /** What stands there already. */
  readonly first: Question
  /** Whether more than one model is asked. */
  readonly several: boolean
  readonly busy: boolean
  readonly onAsk: (question: Question) => boolean
  readonly onStop: () => void
}

export function AskLine({ first, several, busy, onAsk, onStop }: Props) {
  const [typed, setTyped] = useState(first.text)
  const [images, setImages] = useState(first.images)
  const empty = typed.trim() === '' && images.length === 0
  const send = (): void => {
    if (busy || empty || !onAsk({ text: typed.trim(), images })) return
    setTyped('')
    setImages([])
  }
  const attach = async (files: Iterable<File>): Promise<void> => {
    const read = await Promise.all([...files].slice(0, imagesMax - images.length).map(dataUrlOf))
    setImages((before) => [...before, ...read])
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  const paste = (event: ClipboardEvent): void => {
    const pictures = [...event.clipboardData.files].filter(({ type }) => type.startsWith('image/'))
    if (pictures.length === 0) return
    event.preventDefault()
    void attach(pictures).catch(notifyProblem)
  }
  return (
    <form
      className="sticky bottom-4 rounded-xl border border-edge bg-raised p-2 shadow-float"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Attached images={images} onRemove={(index) => setImages(images.filter((_, at) => at !== index))} />
      <div className="flex items-end gap-2">
        <AttachButton disabled={images.length >= imagesMax} onFiles={(files) => void attach(files).catch(notifyProblem)} />
        <textarea
          aria-label="Your message"
          placeholder={several ? 'Ask all columns at once' : 'Ask the model'}
          rows={2}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
          onPaste={paste}
          className={cx(inputClass, 'resize-none border-transparent py-1.5 hover:border-transparent focus:border-transparent focus:ring-0')}
        />
        {busy ? (
          <Button onClick={onStop}>
            <Square size={13} aria-hidden /> Stop
          </Button>
        ) : (
          <Button type="submit" weight="primary" disabled={empty}>
            <CornerDownLeft size={14} aria-hidden /> Send
          </Button>
        )}
      </div>
    </form>
  )
}

function AttachButton({ disabled, onFiles }: { disabled: boolean; onFiles: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif"
        multiple
        hidden
        aria-label="Pictures to attach"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          event.target.value = ''
        }}
      />
      <IconButton label="Attach a picture" disabled={disabled} onClick={() => input.current?.click()} className="mb-0.5">
        <ImagePlus size={16} />
      </IconButton>
    </>
  )
}

function Attached({ images, onRemove }: { images: readonly string[]; onRemove: (index: number) => void }) {
  if (images.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-2 px-1 pb-2">
      {images.map((url, index) => (
        <li key={index} className="relative">
          <img src={url} alt={`To send, number ${index + 1}`} className="size-14 rounded-md border border-line object-cover" />
          <IconButton
            label={`Remove picture ${index + 1}`}
            onClick={() => onRemove(index)}
            className="absolute -top-1.5 -right-1.5 size-5 rounded-full border border-edge bg-raised"
          >
            <X size={11} />
          </IconButton>
        </li>
      ))}
    </ul>
  )
}

function dataUrlOf(file: File): Promise<string> {
  if (file.size > imageBytesMax) return Promise.reject(new Error(`“${file.name}” is larger than 5 MB: send a smaller picture.`))
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as string)
    reader.onerror = () => reject(new Error(`“${file.name}” could not be read.`))
    reader.readAsDataURL(file)
  })
}
