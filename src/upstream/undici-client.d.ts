// The type of one deep import. The package's index loads fetch, caches and WebSockets, which costs 55 ms of every start; we need its client only.
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici'
}
