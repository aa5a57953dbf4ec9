// What mails about a password say. Knows no mail server.

interface Words {
  readonly subject: string
  readonly text: string
}

export function resetMail(code: string, publicUrl: string): Words {
  return {
    subject: 'Your code for a new password',
    text: `Your code: ${code}\n\nType it into the page of ${publicUrl} where you asked for it. It works for 10 minutes, and in that browser only.\n\nIf it was not you who asked, ignore this mail, and give the code to nobody: your password is unchanged.\n`,
  }
}

/** `how`: the middle of a sentence. `stays`: what else belongs to the user, a line each. */
export function passwordChangedMail(how: string, stays: readonly string[], publicUrl: string): Words {
  const beside = stays.length === 0 ? '' : `\nThis was there before and stays:\n${listOf(stays)}Remove in Settings what you do not know.\n`
  return {
    subject: 'Your password was changed',
    text: `The password of your user at ${publicUrl} was changed ${how}, and every other browser was signed out.\n${beside}\nIf that was not you, ask for a new code there, and tell whoever runs the server: they can drop everything that is listed here.\n`,
  }
}

/** `removed`: what belonged to the user and is gone, a line each. */
export function takenBackMail(removed: readonly string[], publicUrl: string): Words {
  const beside = removed.length === 0 ? '' : `\nThis was there before and is removed:\n${listOf(removed)}`
  return {
    subject: 'Your user was taken back by a setup link',
    text: `Somebody with a setup link, which only the machine of the server makes, set a new password for your user at ${publicUrl}. Every browser was signed out.\n${beside}\nIf that was not you, tell whoever runs the server.\n`,
  }
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}\n`).join('')
}
