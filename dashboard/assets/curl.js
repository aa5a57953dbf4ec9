// The first request as a line to paste, for this server's own address.
export const baseUrl = `${location.origin}/v1`
export const curlLine = `curl ${baseUrl}/chat/completions \\
  -H "Authorization: Bearer $NEXOROUTER_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"nexo-demo","messages":[{"role":"user","content":"Say hello"}]}'`
