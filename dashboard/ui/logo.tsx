// The mark: many routes, one way out.

export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden className="shrink-0">
      <rect width="24" height="24" rx="6.5" className="fill-accent" />
      <path
        d="M5.6 6.2c4.2 0 4.6 5.8 8.4 5.8M5.6 17.8c4.2 0 4.6-5.8 8.4-5.8M5.6 12H14"
        className="stroke-accent-ink"
        strokeOpacity="0.72"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
      <circle cx="16.9" cy="12" r="2.6" className="fill-accent-ink" />
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2.5">
      <Mark />
      <span className="text-[0.9375rem] font-semibold tracking-[-0.01em]">NexoRouter</span>
    </span>
  )
}
