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

export function passwordChangedMail(publicUrl: string): Words {
  return {
    subject: 'Your password was changed',
    text: `The password of your user at ${publicUrl} was changed by a code, and every browser was signed out.\n\nIf that was not you, ask for a new code there, and tell whoever runs the server.\n`,
  }
}
