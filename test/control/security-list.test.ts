// The security list of the control plane: each must-have, and the tests that would fail without it. The table says which, and this test that they are
// there and run. What a test does stands in it; SECURITY.md says what is promised.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

interface MustHave {
  readonly id: string
  readonly says: string
  /** As [file, words of the test's name]. */
  readonly tests: readonly (readonly [file: string, words: string])[]
}

const attacks = 'src/http/control-attacks.test.ts'
const resets = 'src/http/reset-attacks.test.ts'
const oidc = 'src/http/oidc-attacks.test.ts'
const signIn = 'src/control/sign-in/sign-in.test.ts'
const reveal = 'src/control/keys/reveal-and-rotate.test.ts'
const canaries = 'test/system/canaries.test.ts'

const list: readonly MustHave[] = [
  {
    id: 'W1',
    says: 'argon2id in a bounded queue',
    tests: [
      ['src/base/password-hash.test.ts', 'a few are checked at once, some wait, and the rest are refused'],
      [signIn, 'W1: more sign-ins at once than the hasher takes are told to come back'],
      [signIn, 'W1: one address keeps nobody else out'],
    ],
  },
  {
    id: 'W2',
    says: 'passwords of 8 to 128 characters, none that is well known',
    tests: [
      [signIn, 'W2: a password that is short, long or common is refused before the link is used up'],
      ['src/access/password-rule.test.ts', 'the password "'],
    ],
  },
  {
    id: 'W3',
    says: 'reset codes: 10 minutes, 5 tries, one browser, the same answer for everybody',
    tests: [
      [resets, 'W3: five guesses end a code'],
      [resets, 'W3: from one place, or one IPv6 network, twenty wrong codes a minute'],
      [resets, 'W3: a flood of requests for one person'],
      [resets, 'W3: an address that nobody has, one of somebody disabled and a known one are told apart by no answer'],
      [resets, 'W3: a code works once, however often it is sent at the same time, and ends every other code under way'],
      [resets, 'W3: nothing of a reset signs anybody in'],
      [resets, 'W3: a browser that was given a mark by somebody else gets its own'],
      ['src/control/password-resets/password-resets.test.ts', 'a code runs out after ten minutes'],
      [signIn, 'W1, W3: a wrong password and an unknown address are told apart by nothing'],
    ],
  },
  {
    id: 'W4',
    says: 'sessions of 256 bits, stored hashed, bound to the host, changed with every privilege, listed and killed',
    tests: [
      [attacks, 'W4: the cookie is for this host alone'],
      [attacks, 'W4: a cookie that somebody planted is never taken over'],
      [attacks, 'W4: a stolen cookie is worth nothing after sign-out'],
      [signIn, 'W4: the store never sees a cookie'],
      [signIn, 'W4: a confirmation, a new password and another account each change the cookie'],
    ],
  },
  {
    id: 'W5',
    says: 'no other site changes anything, and no GET does',
    tests: [
      [attacks, 'W5: a page of another site changes nothing'],
      [attacks, 'W5: no header and no parameter makes one method another'],
      [signIn, 'W5: every write of a session is refused to other sites'],
    ],
  },
  {
    id: 'W6',
    says: 'OpenID Connect with PKCE, state and nonce; issuer and subject are the identity',
    tests: [
      ['src/control/identities/oidc-errands.test.ts', 'several services stand side by side'],
      ['src/control/identities/oidc-errands.test.ts', 'a confirmation by another service is refused unless it is fresh'],
      [oidc, 'W6: an answer opens only the browser that asked'],
      [oidc, 'W6: a code that was stolen from another browser is worth nothing'],
      [oidc, 'W6: an answer works once'],
      [oidc, 'W6: looking changes nothing'],
      [oidc, 'W6: a page of another site can neither begin nor end a sign-in'],
      [oidc, 'W6: where the browser is sent back to is ours'],
      [oidc, 'W6: the same address at the service makes nobody the same person'],
      [
        'src/control/identities/oidc.test.ts',
        'a token that is not for us, of another service, for another request, over, unsigned or signed by somebody else',
      ],
    ],
  },
  {
    id: 'W7',
    says: 'a strict content policy, no remote origin',
    tests: [
      ['src/http/dashboard-files.test.ts', 'every page is a document, with a policy without remote origins and inline code'],
      ['dashboard/e2e/newcomer.test.ts', 'no script failed and the content policy blocked nothing on the way'],
    ],
  },
  {
    id: 'W8',
    says: 'what a model says is text: no markup, no remote pictures',
    tests: [['dashboard/e2e/operator.test.ts', 'W8: what a model, a tool call and a provider’s error say is text']],
  },
  {
    id: 'W9',
    says: 'revealing a key: sealed and bound to its row, proved for that key, written down first, off at the operator’s wish',
    tests: [
      [reveal, 'W9: a secret is shown again to whoever gives their password with that request, after the audit log has it'],
      [reveal, 'W9: without a proof, with a wrong one or by a management key nothing is shown'],
      [reveal, 'W9: an audit log that cannot be written keeps the secret'],
      [reveal, 'W9: the operator can turn revealing off, a copy belongs to its row, and deleting a key destroys it'],
      [attacks, 'W9, W15: no management key reveals a secret or cuts another key'],
    ],
  },
  {
    id: 'W10',
    says: 'credentials of providers are written and never read',
    tests: [
      [
        'test/system/connect-providers.test.ts',
        'credentials are added, disabled, deleted; a provider without a usable one is not asked; another host gets none',
      ],
      [
        'test/system/connect-providers.test.ts',
        'what the YAML would refuse is refused here too, naming the field, and nothing of a secret is repeated',
      ],
      ['test/system/secrets.test.ts', 'no answer, header, error or printed table tells the provider key'],
    ],
  },
  {
    id: 'W11',
    says: 'the key that seals everything changes without losing anything',
    tests: [
      ['test/system/rotate-secret.test.ts', 'after a rotation keys, management keys, kept answers, receipts and authenticator apps work'],
      ['test/system/rotate-secret.test.ts', 'killed at any time, nothing is lost'],
      ['test/system/rotate-secret.test.ts', 'a secret from the environment is changed through a file that the operator names'],
    ],
  },
  {
    id: 'W12',
    says: 'answers carry what their description lists, and nothing else',
    tests: [
      ['test/control/contract.test.ts', 'every endpoint succeeds, and its answer is the one that is described'],
      ['test/control/contract.test.ts', 'what is not in the description is noticed'],
    ],
  },
  {
    id: 'W13',
    says: 'who acts outranks whom it is about',
    tests: [
      ['src/control/members/members.test.ts', 'W13: only a rank above the target changes or removes it'],
      ['src/control/password-resets/password-resets.test.ts', 'W13: codes and disabling are for operators who just confirmed'],
      ['src/control/factors/totp.test.ts', 'W13: an operator takes the factors of others away'],
    ],
  },
  {
    id: 'W14',
    says: 'a filter is a text to compare with',
    tests: [[attacks, 'W14: a filter is a text to compare with']],
  },
  {
    id: 'W15',
    says: 'events of a payment provider: signature first, fresh, once, and of our own order',
    tests: [
      [attacks, 'W9, W15: no management key reveals a secret or cuts another key'],
      ['src/payments/stripe.test.ts', 'an event without a right and fresh signature changes nothing'],
      ['src/payments/stripe.test.ts', 'one event told a thousand times, and other events that tell the same, credit once'],
      ['src/payments/stripe.test.ts', 'another amount, another currency or a session that is not paid credits nothing'],
    ],
  },
  {
    id: 'W16',
    says: 'an audit log that only grows, each entry bound to the one before',
    tests: [
      ['src/storage/sqlite/audit-log.test.ts', 'W16: '],
      ['src/control/audit/audit.test.ts', 'every change is there once'],
    ],
  },
  {
    id: 'W17',
    says: 'no default credentials; a setup link that works once',
    tests: [
      [signIn, 'W17: the setup link works once, and the command line alone makes a new one'],
      ['dashboard/e2e/newcomer.test.ts', 'the setup link makes an owner, once'],
    ],
  },
  {
    id: 'S1',
    says: 'no secret in any log, figure, error, answer, copy or mail that it was not made for',
    tests: [
      [canaries, 'no answer, header, figure, export, audit entry or printed table tells a secret'],
      [canaries, 'the log at its most talkative tells none'],
      [canaries, 'neither the data folder nor a backup holds one in the clear'],
      ['test/system/secrets.test.ts', 'the log at its most talkative holds no secret'],
    ],
  },
  {
    id: 'A5',
    says: 'an ID of another account does not exist',
    tests: [
      ['test/control/tenants.test.ts', 'an ID of another account does not exist'],
      ['test/control/tenants.test.ts', 'another account does not exist by `account_id` either'],
      ['test/system/control-plane.test.ts', 'a request of another account is as unknown to a key as one that never was'],
    ],
  },
]

const wanted = [...Array.from({ length: 17 }, (_, at) => `W${at + 1}`), 'S1', 'A5']
const root = new URL('../../', import.meta.url)
/** What `npm test` runs, as package.json says it. */
const run = /^(?:src|test)\/.+\.test\.ts$|^dashboard\/e2e\/[^/]+\.test\.ts$/

/** The name of a test behind its quote; of one that is skipped or still to be written, none. */
const named = (source: string, words: string): boolean => {
  const places = source.split('\n').flatMap((line, at, all) => (line.includes(words) ? [`${all[at - 1] ?? ''}\n${line}`] : []))
  return places.some((place) => /\b(?:test|story)\(\s*['"`][^'"`]*/.test(place.slice(0, place.indexOf(words))))
}

test('every must-have of the security list has a test that runs', () => {
  assert.deepEqual(
    list.map(({ id }) => id),
    wanted,
  )
  for (const { id, tests } of list) {
    assert.ok(tests.length > 0, id)
    for (const [file, words] of tests) {
      assert.ok(run.test(file) && existsSync(new URL(file, root)), `${id}: ${file} is not run`)
      assert.ok(named(readFileSync(new URL(file, root), 'utf8'), words), `${id}: no test of ${file} is called "${words}"`)
    }
  }
})

test('whatever calls itself by a number of the list stands in it', () => {
  const files = [attacks, resets, oidc, signIn, reveal]
  for (const file of files) {
    const names = [...readFileSync(new URL(file, root), 'utf8').matchAll(/test\(\s*'((?:[WSA]\d+(?:, )?)+): /g)].flatMap(([, ids = '']) =>
      ids.split(', '),
    )
    assert.ok(names.length > 0, file)
    for (const id of names)
      assert.ok(list.find((row) => row.id === id)?.tests.some(([other]) => other === file) ?? false, `${id} of ${file}`)
  }
})
