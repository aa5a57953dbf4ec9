// Which settings commands take as flags. Imports nothing, because every command loads it.

/** Of every command that works on a data folder. */
export const dataFlags = ['dataFolder', 'configFile'] as const
export const serveFlags = [...dataFlags, 'host', 'port', 'publicUrl', 'logLevel', 'demo'] as const
