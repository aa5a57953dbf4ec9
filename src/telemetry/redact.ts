// The backstop behind Secret<T>: takes anything that looks like a credential out of a text. Knows nothing of where texts come from.

/** Vendor keys, our own keys, bearer headers and credentials inside URLs, by their form. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/nxr-mgmt-[0-9A-Za-z]{8,}/g, 'nxr-mgmt-[redacted]'],
  [/sk-nxr-[0-9A-Za-z]{8,}/g, 'sk-nxr-[redacted]'],
  [/nxr-play-[0-9A-Za-z._]{8,}/g, 'nxr-play-[redacted]'],
  [/nxr-(setup|session)-[0-9A-Za-z]{8,}/g, 'nxr-$1-[redacted]'],
  [/\b(sk|pk|rk|gsk|xai|csk|fw|tgp|hf|nvapi|pplx|r8|ghp|github_pat)([-_])[0-9A-Za-z_-]{16,}/g, '$1$2[redacted]'],
  [/\bAIza[0-9A-Za-z_-]{20,}/g, 'AIza[redacted]'],
  [/\b(bearer|basic)\s+[0-9A-Za-z._~+/=-]{8,}/gi, '$1 [redacted]'],
  [/(\/\/[^\s/:@]+:)[^\s/@]+@/g, '$1[redacted]@'],
  [/([?&#](?:setup|token|key|api_key|secret)=)[^\s&"]+/gi, '$1[redacted]'],
]

/** The text without credentials, and without characters that could forge a log line or drive a terminal. */
export function redact(text: string): string {
  let clean = text
  for (const [shape, stand] of shapes) clean = clean.replace(shape, stand)
  // oxlint-disable-next-line no-control-regex -- the point is to take control characters out
  return clean.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
