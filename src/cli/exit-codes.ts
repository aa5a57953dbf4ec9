// How a command ends: the one table of exit codes. Knows no command.

export const exitCodes = {
  ok: { code: 0, when: 'the command did what it says' },
  failed: { code: 1, when: 'something failed that no other code names; the message says what' },
  usage: { code: 2, when: 'an unknown command or flag, a missing or a wrong argument' },
  not_found: { code: 3, when: 'the key, model or record that was named does not exist' },
  refused: { code: 4, when: 'the current state does not allow it, such as `init` on a folder that holds data; nothing was changed' },
  data_folder: { code: 5, when: 'the data folder cannot be used: in use, not writable, full, newer, damaged, or without its secret' },
  configuration: { code: 6, when: 'a setting is wrong; every mistake is listed with its place' },
  address: { code: 7, when: 'the address cannot be listened on: taken, not allowed, or not of this machine' },
  drift: { code: 8, when: '`reconcile` found a difference beyond its threshold; the comparison was printed all the same' },
  no_node: { code: 69, when: 'no Node that is new enough was found' },
} as const

export type ExitName = keyof typeof exitCodes

/** Ends a command with a message on standard error. The message is for people: cause and remedy, no stack. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly exit: ExitName
  constructor(exit: ExitName, message: string) {
    super(message)
    this.exit = exit
  }
}
