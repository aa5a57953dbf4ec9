// On the way to another service and back: what it was for stands in this tab only. Knows no service.

export interface Errand {
  readonly for: 'sign-in' | 'connect' | 'confirm' | 'invitation'
  /** A path of this dashboard, for afterwards. */
  readonly next: string
  /** Of the invitation. */
  readonly token?: string
}

const place = 'nexorouter-oidc'

export function leaveFor(url: string, errand: Errand): void {
  sessionStorage.setItem(place, JSON.stringify(errand))
  location.assign(url)
}

/** Undefined: nobody left from this tab. */
export function readErrand(): Errand | undefined {
  const text = sessionStorage.getItem(place)
  return text === null ? undefined : (JSON.parse(text) as Errand)
}

/** It is done. */
export function forgetErrand(): void {
  sessionStorage.removeItem(place)
}
