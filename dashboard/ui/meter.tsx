// How much of a whole is used, as a bar with its words.
import { cx } from './cx.ts'

/** `percent` 0 to 100. From 80 on it warns, when full it says so by colour and by the caller's words. */
export function Meter({ percent, label }: { percent: number; label: string }) {
  const tone = percent >= 100 ? 'bg-bad' : percent >= 80 ? 'bg-warn' : 'bg-accent'
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-1 w-full overflow-hidden rounded-full bg-line"
    >
      <div className={cx('h-full rounded-full', tone)} style={{ width: `${Math.max(percent, percent > 0 ? 2 : 0)}%` }} />
    </div>
  )
}
