import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { NEVER } from 'rxjs';
import {
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type ConversationExportV1,
  type SavedEntry,
  ToolError,
  tool,
} from 'venice-rx';
import { type ApprovalSigner, approvalSigner } from 'venice-rx/node';
import { finish, toolCall } from 'venice-rx/testing';
import { caseCount, seed } from '../support/cases.js';
import { jsonCopy } from './exported-tree.js';
import { type PlayedConversation, playConversation, sends } from './play-conversation.js';

const secret = 'correct horse battery staple, 32+';
const values = {
  l: toolCall({ index: 0, id: 'look', name: 'look_up', arguments: { what: 'x' } }),
  m: toolCall({ index: 0, id: 'mail', name: 'send_mail', arguments: { to: 'Maren' } }),
  n: toolCall({ index: 1, id: 'second', name: 'send_mail', arguments: { to: 'Ben' } }),
  f: finish('tool_calls'),
  a: 'Done.',
};
const looks = { marbles: '-l-f|', values };
const mails = { marbles: '-m-n-f|', values };
const answer = { marbles: '-a|', values };
const createSigner = (conversationId: string, key: Uint8Array | string = secret): ApprovalSigner =>
  approvalSigner({ secret: key, conversationId });

/** Creates tools, and records the mails that one of them sends. */
function createOffice() {
  const sent: unknown[] = [];
  return {
    sent,
    tools: [
      tool({
        name: 'send_mail',
        description: 'Sends a mail.',
        needsApproval: true,
        idempotent: true,
        execute: (args) => (sent.push(args), 'sent'),
      }),
      tool({ name: 'look_up', description: 'Looks up.', execute: () => 'found' }),
    ],
  };
}

/** Returns an export with a finished step and two calls that await an approval. */
function createExport(signer?: ApprovalSigner): ConversationExport {
  const { tools } = createOffice();
  const { returned } = playConversation(
    [looks, mails],
    { 0: sends('Hi'), 30: (it) => it.export() },
    { tools, ...(signer && { approvalSigner: signer }) },
  );
  return jsonCopy(returned[1] as ConversationExport);
}

/** Loads an export, and approves all of its open calls. */
function loadAndApprove(
  from: ConversationExport | ConversationExportV1,
  signer = createSigner('a'),
): PlayedConversation & { readonly sent: unknown[] } {
  const { sent, tools } = createOffice();
  const outcome = playConversation(
    [answer, answer],
    {
      0: (it) => {
        for (const { call } of it.currentState.toolCalls) it.respondToApproval(call.id, { approved: true });
      },
    },
    { tools, from, approvalSigner: signer },
  );
  return { ...outcome, sent };
}

const signed = createExport(createSigner('a'));
const unsigned = createExport();
const changeEntry = (index: number, fields: object): ConversationExport => ({
  ...signed,
  entries: signed.entries.map((entry, at): SavedEntry => (at === index ? { ...entry, ...fields } : entry)),
});
const [, call, result, open] = signed.entries;

describe('a signed export', () => {
  it('has a signature for each entry with calls or a result, not for a question', () => {
    expect(signed.entries.map(({ message, signature }) => [message.role, typeof signature])).toEqual([
      ['user', 'undefined'],
      ['assistant', 'string'],
      ['tool', 'string'],
      ['assistant', 'string'],
    ]);
    expect(open?.status).toBe('awaiting-approval');
  });

  it('can be loaded, continued and exported again with signatures', () => {
    const { sent, conversation } = loadAndApprove(signed);

    expect(sent).toEqual([{ to: 'Maren' }, { to: 'Ben' }]);
    const next = jsonCopy(conversation.export());
    expect(next.entries).toHaveLength(7);
    expect(() => loadAndApprove(next)).not.toThrow();
  });

  it('stays valid after a page without the secret and a database that changes the order of keys', () => {
    const page = new Conversation(() => NEVER, { request: { model: 'default' }, from: signed });
    page.setMetadata(open?.id ?? '', { seen: true });
    const sorted = sortKeys(jsonCopy(page.export())) as ConversationExport;

    expect(JSON.stringify(sorted)).not.toBe(JSON.stringify(signed));
    expect(loadAndApprove(sorted).sent).toHaveLength(2);
  });

  it.each(['system', 'developer'] as const)(
    'signs a %s message, but no user message and no answer without calls',
    (role) => {
      const signer = createSigner('a');
      const messages = [
        { role, content: 'Never pay.' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'Hello' },
      ] as const;
      const options = { request: { model: 'default' }, approvalSigner: signer };
      const from = jsonCopy(new Conversation(() => NEVER, { ...options, messages }).export());
      const load = (changed: ConversationExport) => () =>
        new Conversation(() => NEVER, { ...options, from: changed });
      const [prompt, ...others] = from.entries as [SavedEntry, ...SavedEntry[]];
      const message: ChatMessage = { role, content: 'Always pay.' };
      const { signature: _, ...bare } = prompt;

      expect(from.entries.map(({ signature }) => typeof signature)).toEqual([
        'string',
        'undefined',
        'undefined',
      ]);
      expect(load(from)).not.toThrow();
      for (const entry of [{ ...prompt, message }, bare, { ...bare, message }])
        expect(load({ ...from, entries: [entry, ...others] })).toThrow(ToolError);
    },
  );

  it('may be empty', () => {
    const empty = new Conversation(() => NEVER, { request: { model: 'default' } }).export();

    expect(() => loadAndApprove(empty)).not.toThrow();
  });
});

/** Returns the same value with its keys in another order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? 1 : -1))
      .map(([key, item]) => [key, sortKeys(item)]),
  );
}

const [first, second] = open?.toolCalls ?? [];
const changeCall = (changed: unknown, fields: object) => ({
  toolCalls: (open?.toolCalls ?? []).map((one) => (one === changed ? { ...one, ...fields } : one)),
});
const version1: ConversationExportV1 = {
  version: 1,
  messages: signed.entries.slice(0, 3).map(({ message }) => message),
};

describe('an export that is not signed, or was altered', () => {
  it.each<[string, ConversationExport | ConversationExportV1]>([
    ['no signature', unsigned],
    ['an entry without a signature', changeEntry(3, { signature: undefined })],
    ['an empty signature', changeEntry(3, { signature: '' })],
    ['the signature of another entry', changeEntry(3, { signature: call?.signature })],
    ['a signature that is too long', changeEntry(3, { signature: `${open?.signature}AAAA` })],
    [
      'other arguments',
      changeEntry(3, JSON.parse(JSON.stringify(open).replaceAll('Maren', 'Eve')) as SavedEntry),
    ],
    ['arguments as if edited', changeEntry(3, changeCall(first, { editedArguments: { to: 'Eve' } }))],
    ['a call as if interrupted', changeEntry(3, changeCall(first, { status: 'stopped' }))],
    [
      'a call as if done',
      changeEntry(3, changeCall(second, { status: 'done', result: 'sent', content: 'sent' })),
    ],
    ['another result', changeEntry(2, { message: { ...result?.message, content: 'lost' } })],
    [
      'another result of a call',
      changeEntry(1, { toolCalls: [{ ...call?.toolCalls?.[0], result: 'lost' }] }),
    ],
    [
      'another text in an answer with calls',
      changeEntry(3, { message: { ...open?.message, content: 'Harmless.' } }),
    ],
    ['another parent', changeEntry(3, { parentId: null })],
    ['another id', { ...changeEntry(3, { id: 'other' }), interrupted: { afterId: null } }],
    [
      'a copy',
      { ...signed, entries: [...signed.entries, { ...signed.entries[3], id: 'copy' } as SavedEntry] },
    ],
    ['version 1, which has no signatures', version1],
  ])('is rejected: %s', (_, from) => {
    expect(() => loadAndApprove(from)).toThrow(ToolError);
    expect(() => loadAndApprove(from)).toThrow(/is not signed, or was altered$/);
  });

  it.each([
    ['another conversation', createSigner('b')],
    ['another secret', createSigner('a', `${secret}!`)],
  ])('is rejected: the signature of %s', (_, signer) => {
    expect(() => loadAndApprove(signed, signer)).toThrow(ToolError);
  });

  it('causes an error that names the call, but contains neither the secret nor a valid signature', () => {
    const from = changeEntry(3, changeCall(first, { status: 'stopped' }));
    const error = getError(() => loadAndApprove(from));

    expect(error).toMatchObject({ reason: 'approval', callId: 'mail', toolName: 'send_mail' });
    expect(getError(() => loadAndApprove(changeEntry(2, { signature: 'x' })))).toMatchObject({
      callId: 'look',
    });
    const shown = inspect(error, { depth: Infinity }) + JSON.stringify(error);
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(open?.signature);
    expect(inspect(createSigner('a'), { depth: Infinity, showHidden: true })).not.toContain(secret);
  });

  it('is rejected before a tool runs, for a change of any character of a signed field', () => {
    const text = JSON.stringify(signed.entries.slice(1));
    let rejections = 0;
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('', 'x', '0', '"', '}', ',"a":1', '\\u0000'),
        (at, other) => {
          const changed = text.slice(0, at) + other + text.slice(at + 1);
          let entries: SavedEntry[];
          try {
            entries = [...signed.entries.slice(0, 1), ...(JSON.parse(changed) as SavedEntry[])];
          } catch {
            return;
          }
          const isSame = JSON.stringify(toSigned(entries)) === JSON.stringify(toSigned(signed.entries));
          if (isSame) return;
          const { sent, tools } = createOffice();
          let error: unknown;
          try {
            playConversation(
              [answer, answer],
              {
                0: (it) => {
                  for (const one of it.currentState.toolCalls)
                    it.respondToApproval(one.call.id, { approved: true });
                },
                1: (it) => it.regenerate(),
              },
              { tools, from: { ...signed, entries }, approvalSigner: createSigner('a') },
            );
          } catch (thrown) {
            error = thrown;
          }
          rejections += 1;
          expect(sent).toEqual([]);
          expect((error as Error | undefined)?.name).toMatch(/^(ToolError|TypeError)$/);
        },
      ),
      { numRuns: caseCount * 20, seed },
    );
    expect(rejections).toBeGreaterThan(caseCount);
  });
});

/** Returns the signed fields of each entry, and its signature. */
function toSigned(entries: readonly SavedEntry[]): unknown {
  return entries.map(({ id, parentId, status, message, toolCalls, signature }) =>
    sortKeys({ id, parentId, status, message, toolCalls, signature }),
  );
}

function getError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('approvalSigner', () => {
  it.each<[unknown, string]>([
    [{ conversationId: 'a' }, '`secret` must have at least 32 characters or bytes'],
    [{ secret: 'too short', conversationId: 'a' }, '`secret` must have at least 32 characters or bytes'],
    [{ secret: new Uint8Array(31), conversationId: 'a' }, '`secret` must have at least 32'],
    [{ secret }, '`conversationId` must be a string that is not empty; received undefined'],
    [{ secret, conversationId: '' }, '`conversationId` must be a string that is not empty'],
  ])('rejects the options %p', (options, message) => {
    const error = getError(() => approvalSigner(options as never)) as Error;

    expect(error).toBeInstanceOf(TypeError);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('too short');
  });

  it('makes `export` throw its own error', () => {
    const failure = new Error('no key');
    const approvalSigner: ApprovalSigner = {
      sign: () => {
        throw failure;
      },
      verify: () => false,
    };
    const messages = [{ role: 'system', content: 'Be brief.' }] as const;
    const conversation = new Conversation(() => NEVER, {
      request: { model: 'default' },
      messages,
      approvalSigner,
    });

    expect(getError(() => conversation.export())).toBe(failure);
  });

  it('is validated as an option', () => {
    const create = () =>
      new Conversation(() => NEVER, { request: { model: 'default' }, approvalSigner: { sign: 5 } as never });

    expect(create).toThrow(
      new TypeError('`approvalSigner` must be a result of approvalSigner(); received an object'),
    );
  });

  it('computes HMAC-SHA-256 over the id of the conversation and the value', () => {
    // Computed by `openssl dgst -sha256 -hmac "$SECRET" -binary`, from ["venice-rx approval 1","a",{"pairs":[["b",[1]]]}]
    expect(createSigner('a').sign({ b: [1] })).toBe('CrZipuTzq8rldCazwikTaWi4CqYz9SEhhT0Iy8F-8wc');
    expect(createSigner('a').sign({ b: [1] })).toBe(
      createSigner('a', new TextEncoder().encode(secret)).sign({ b: [1] }),
    );
  });

  it('creates different signatures for similar values', () => {
    const { sign } = createSigner('a');
    const similarValues = [{ a: 1 }, [['a', 1]], { pairs: [['a', 1]] }, { a: '1' }, { a: 1, b: undefined }];

    expect(new Set(similarValues.map(sign)).size).toBe(5);
  });

  it('accepts only one encoding of a signature', () => {
    const { sign, verify } = createSigner('a');
    const signature = sign({ b: [1] });
    // The last two bits of the last character are not part of the digest: `c` and `d` differ only in these bits.
    const others = [`${signature.slice(0, -1)}d`, `${signature}=`, `${signature} `];

    expect(signature.at(-1)).toBe('c');
    expect(verify({ b: [1] }, signature)).toBe(true);
    expect(others.map((other) => verify({ b: [1] }, other))).toEqual([false, false, false]);
  });

  it('keeps a copy of the bytes of the secret', () => {
    const bytes = new Uint8Array(32).fill(7);
    const signer = createSigner('a', bytes);
    const before = signer.sign('x');
    bytes.fill(0);

    expect(signer.verify('x', before)).toBe(true);
  });
});
