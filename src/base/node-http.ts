// Node's HTTP as its own parts use it. Knows no route, no address and no header.

/**
 * An `import` of `node:http` reads every name that it exports, and a lazy one of them, `WebSocket`, makes Node load its whole `fetch`: 60 ms of CPU
 * and some megabytes for each start of a server and for each command, none of which asks for it.
 */
const { createServer, request, STATUS_CODES } = process.getBuiltinModule('node:http')

export { createServer, request, STATUS_CODES }
