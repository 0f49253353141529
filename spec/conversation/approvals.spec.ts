import { AsyncLocalStorage } from 'node:async_hooks';
import { EMPTY, NEVER, type Observable, Subject, concat, defer, firstValueFrom, map, of, timer } from 'rxjs';
import {
  type ApprovalAnswer,
  type ApprovalResponse,
  Conversation,
  type ConversationExport,
  type ConversationOptions,
  type ConversationState,
  LimitExceededError,
  type RunHandle,
  type StandardSchema,
  ToolError,
  tool,
  validateHistory,
} from 'venice-rx';
import { finish, toolCall } from 'venice-rx/testing';
import { z } from 'zod';
import { answerWithCalls, createChat, answerWithText } from '../tools/chats.js';
import { jsonCopy } from './exported-tree.js';
import {
  type Actions,
  type PlayedConversation,
  summarizeRequests,
  getMessages,
  summarize,
  playConversation,
  sends,
} from './play-conversation.js';

const values = {
  m: toolCall({ index: 0, id: 'mail', name: 'send_mail', arguments: { to: 'Maren' } }),
  n: toolCall({ index: 1, id: 'second', name: 'send_mail', arguments: { to: 'Ben' } }),
  l: toolCall({ index: 1, id: 'look', name: 'look_up', arguments: {} }),
  w: toolCall({ index: 1, id: 'wait', name: 'wait', arguments: {} }),
  f: finish('tool_calls'),
  a: 'Done.',
};
const mails = { marbles: '-m-f|', values };
const mailsTwice = { marbles: '-m-n-f|', values };
const mailsAndLooks = { marbles: '-m-l-f|', values };
const mailsAndWaits = { marbles: '-m-w-f|', values };
const answer = { marbles: '-a|', values };

/** Creates tools that record their executions. */
function createOffice(options: { readonly wait?: Observable<unknown>; readonly idempotent?: boolean } = {}) {
  const sent: string[] = [];
  const sendMail = tool({
    name: 'send_mail',
    description: 'Sends a mail.',
    inputSchema: z.object({ to: z.string().min(2) }),
    needsApproval: true,
    execute: ({ to }) => (sent.push(to), `sent to ${to}`),
  });
  const lookUp = tool({
    name: 'look_up',
    description: 'Looks up.',
    execute: () => (sent.push('look'), 'found'),
  });
  const wait = tool({
    name: 'wait',
    description: 'Waits.',
    idempotent: options.idempotent ?? false,
    execute: () =>
      concat(
        defer(() => of(sent.push('wait'))),
        options.wait ?? NEVER,
      ),
  });
  return { sent, tools: [sendMail, lookUp, wait] };
}

/** Plays a conversation with these tools. */
function play(
  replies: Parameters<typeof playConversation>[0],
  actions: Actions,
  options: Partial<ConversationOptions> = {},
  { sent, tools } = createOffice(),
): PlayedConversation & { readonly sent: readonly string[] } {
  return { ...playConversation(replies, actions, { tools, ...options }), sent };
}

/** Returns an action that responds to a call. */
const responds =
  (callId: string, response: ApprovalResponse | boolean) =>
  (conversation: Conversation): RunHandle =>
    conversation.respondToApproval(callId, typeof response === 'boolean' ? { approved: response } : response);
const exportConversation = (conversation: Conversation): ConversationExport => conversation.export();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};
const statuses = ({ toolCalls }: ConversationState): readonly string[] =>
  toolCalls.map(({ status }) => status);

/** Returns an export that was created at `at` ms, when the calls of `reply` await their approvals, as another process loads it. */
function exportWhileAwaiting(reply: typeof mails, at = 20, tools = createOffice()): ConversationExport {
  const { returned } = play([reply], { 0: sends('Hi'), [at]: exportConversation }, {}, tools);
  return jsonCopy(returned[1] as ConversationExport);
}

describe('a call that needs an approval', () => {
  it('waits for it, and then its run continues', () => {
    const { log, sent, states, transport } = play([mails, answer], {
      0: sends('Mail her.'),
      20: responds('mail', true),
    });

    expect(log).toEqual([
      '0 idle:',
      '0 pending: Mail her.',
      '1 streaming: Mail her. ~',
      '3 streaming: Mail her. ~',
      '4 running-tools: Mail her. ~ send_mail running',
      '4 awaiting-approval: Mail her. ~ send_mail awaiting-approval',
      '20 running-tools: Mail her. ~ send_mail running',
      '20 pending: Mail her. <→send_mail> (sent to Maren)',
      '21 streaming: Mail her. <→send_mail> (sent to Maren) ~Done.',
      '22 streaming: Mail her. <→send_mail> (sent to Maren) ~Done.',
      '22 idle: Mail her. <→send_mail> (sent to Maren) <Done.>',
    ]);
    const waiting = states[5];
    expect(waiting).toMatchObject({ isRunning: true, toolCalls: [{ status: 'awaiting-approval' }] });
    expect(waiting?.entries.at(-1)).toMatchObject({
      status: 'awaiting-approval',
      toolCalls: [{ status: 'awaiting-approval' }],
    });
    expect(sent).toEqual(['Maren']);
    expect(summarizeRequests(transport)).toHaveLength(2);
    expect(states.flatMap(({ messages }) => validateHistory(messages))).toEqual([]);
  });

  it('can be approved synchronously by a subscriber of the state', () => {
    const { tools, sent } = createOffice();
    let conversation: Conversation | undefined;
    const { log } = playConversation(
      [mails, answer],
      {
        0: (it) => {
          conversation = it;
          it.state.subscribe(({ status, toolCalls: [first] }) => {
            if (status === 'awaiting-approval' && first)
              conversation?.respondToApproval(first.call.id, { approved: true });
          });
          return it.send('Hi');
        },
      },
      { tools },
    );

    expect(sent).toEqual(['Maren']);
    expect(log.at(-1)).toBe('6 idle: Hi <→send_mail> (sent to Maren) <Done.>');
  });

  it('can be refused with a reason, which the model receives', () => {
    const { sent, log, states } = play([mails, answer], {
      0: sends('Hi'),
      20: responds('mail', { approved: false, reason: 'Not on Sundays.' }),
    });

    expect(sent).toEqual([]);
    expect(log.at(-1)).toBe('22 idle: Hi <→send_mail> (Refused: Not on Sundays.) <Done.>');
    expect(states.at(-1)?.entries[1]?.toolCalls).toMatchObject([
      { status: 'failed', error: { reason: 'refused' } },
    ]);
  });

  it('does not delay other calls, and does not count for `concurrency` while it waits', () => {
    const { log, sent } = play(
      [mailsAndLooks, answer],
      { 0: sends('Hi'), 20: responds('mail', true) },
      { concurrency: 1 },
    );

    expect(log).toContain('6 awaiting-approval: Hi ~ send_mail awaiting-approval look_up done "found"');
    expect(sent).toEqual(['look', 'Maren']);
    expect(log.at(-1)).toBe('22 idle: Hi <→send_mail →look_up> (sent to Maren) (found) <Done.>');
  });

  it('is shown while another tool runs with `concurrency: 1`', () => {
    const tools = createOffice();
    const { states } = play(
      [{ marbles: '-w-n-f|', values: { ...values, w: toolCall({ index: 0, id: 'wait', name: 'wait' }) } }],
      { 0: sends('Hi'), 20: stop },
      { concurrency: 1, approve: ({ needsApproval }) => !needsApproval || NEVER },
      tools,
    );

    expect(states.map(statuses)).toContainEqual(['running', 'awaiting-approval']);
  });

  it('still waits after the response to another call', () => {
    const { log, sent } = play([mailsTwice, answer], {
      0: sends('Hi'),
      20: responds('second', true),
      30: responds('mail', false),
    });

    expect(log).toContain(
      '20 awaiting-approval: Hi ~ send_mail awaiting-approval send_mail done "sent to Ben"',
    );
    expect(sent).toEqual(['Ben']);
    expect(log.at(-1)).toBe(
      '32 idle: Hi <→send_mail →send_mail> (Refused: this call may not be run.) (sent to Ben) <Done.>',
    );
  });

  it('may need an approval for some arguments only, with a function in `needsApproval`', () => {
    const paid: number[] = [];
    const pay = tool({
      name: 'pay',
      description: 'Pays.',
      inputSchema: z.object({ amount: z.number() }),
      needsApproval: ({ amount }) => amount > 100,
      execute: ({ amount }) => paid.push(amount),
    });
    const payReply = (amount: number) => ({
      marbles: '-p-f|',
      values: { ...values, p: toolCall({ id: 'pay', name: 'pay', arguments: { amount } }) },
    });
    const small = playConversation([payReply(5), answer], { 0: sends('Hi') }, { tools: [pay] });
    const large = playConversation([payReply(500)], { 0: sends('Hi') }, { tools: [pay] });

    expect([small.states.at(-1)?.status, large.states.at(-1)?.status]).toEqual(['idle', 'awaiting-approval']);
    expect(paid).toEqual([5]);
  });

  it('needs an approval if the function returns a Promise by mistake', () => {
    const wrong = tool({
      name: 'send_mail',
      description: 'Sends a mail.',
      needsApproval: (() => Promise.resolve(false)) as unknown as () => boolean,
      execute: () => 'sent',
    });

    expect(playConversation([mails], { 0: sends('Hi') }, { tools: [wrong] }).states.at(-1)?.status).toBe(
      'awaiting-approval',
    );
  });
});

it('a tool runs in the async context of its run, not of the response', () => {
  const users = new AsyncLocalStorage<string>();
  const seen: unknown[] = [];
  const sendMail = tool({
    name: 'send_mail',
    description: 'Sends a mail.',
    needsApproval: true,
    execute: () => seen.push(users.getStore()),
  });
  const { chat } = createChat(
    answerWithCalls(['send_mail']),
    answerWithText('Done.'),
    answerWithText('Done.'),
  );
  const create = (from?: ConversationExport) =>
    new Conversation(chat, { request: { model: 'default' }, tools: [sendMail], from });
  const conversation = create();
  users.run('sender', () => conversation.send('Hi'));
  const saved = jsonCopy(conversation.export());
  users.run('approver', () => conversation.respondToApproval('call_1', { approved: true }));
  users.run('later approver', () => create(saved).respondToApproval('call_1', { approved: true }));

  expect(seen).toEqual(['sender', 'later approver']);
});

describe('a response is used for one call only, even if the next answer repeats its id', () => {
  const erases = {
    marbles: '-e-f|',
    values: { ...values, e: toolCall({ index: 0, id: 'mail', name: 'erase', arguments: { to: 'all' } }) },
  };
  const withEraser = () => {
    const { sent, tools } = createOffice();
    const erase = tool({
      name: 'erase',
      description: 'Erases.',
      needsApproval: true,
      execute: (args) => (sent.push(`erase ${String(args['to'])}`), 'erased'),
    });
    return { sent, tools: [...tools, erase] };
  };

  it.each<[ApprovalResponse, string]>([
    [{ approved: true }, 'Maren'],
    [{ approved: true, arguments: { to: 'Ida' } }, 'Ida'],
  ])('%j', (response, expected) => {
    const tools = withEraser();
    const { states, sent } = play(
      [mails, erases, answer],
      { 0: sends('Hi'), 20: responds('mail', response) },
      {},
      tools,
    );

    expect(sent).toEqual([expected]);
    expect(states.at(-1)).toMatchObject({
      status: 'awaiting-approval',
      toolCalls: [{ call: { function: { name: 'erase' } }, status: 'awaiting-approval' }],
    });
  });

  it('so each of the two calls can get a response', () => {
    const tools = withEraser();
    const { log, sent } = play(
      [mails, erases, answer],
      { 0: sends('Hi'), 20: responds('mail', true), 40: responds('mail', false) },
      {},
      tools,
    );

    expect(sent).toEqual(['Maren']);
    expect(log.at(-1)).toBe(
      '42 idle: Hi <→send_mail> (sent to Maren) <→erase> (Refused: this call may not be run.) <Done.>',
    );
  });

  it('and `approve` decides about the second call', () => {
    const tools = withEraser();
    const { log, sent } = play(
      [mails, erases, answer],
      { 0: sends('Hi'), 20: responds('mail', true) },
      { approve: ({ name }) => (name === 'erase' ? false : NEVER) },
      tools,
    );

    expect(sent).toEqual(['Maren']);
    expect(log.at(-1)).toContain('<→erase> (Refused');
  });

  it('and the status of a loaded call does not apply to the second call', () => {
    const free = tool({ name: 'send_mail', description: 'Sends.', execute: () => 'sent' });
    const { states } = playConversation(
      [mails, answer],
      { 0: responds('mail', true) },
      { tools: [free], from: exportWhileAwaiting(mails) },
    );

    expect(states.at(-1)?.status).toBe('idle');
  });
});

it('a generated id of a call is new in the conversation, so that a late response is rejected', () => {
  const nameless = (name: string) => [toolCall({ index: 0, id: '', name }), finish('tool_calls')];
  const { sent, tools } = createOffice();
  const guarded = tool({
    name: 'erase',
    description: 'Erases.',
    needsApproval: true,
    execute: () => sent.push('erase'),
  });
  const { chat } = createChat(
    nameless('look_up'),
    nameless('erase'),
    nameless('erase'),
    answerWithText('Done.'),
  );
  const conversation = new Conversation(chat, {
    request: { model: 'default' },
    tools: [...tools, guarded],
  });
  conversation.send('Hi');
  const ids = conversation.currentState.toolCalls.map(({ call }) => call.id);
  conversation.respondToApproval('call_2', { approved: true });

  expect(ids).toEqual(['call_2']);
  expect(conversation.currentState.toolCalls.map(({ call }) => call.id)).toEqual(['call_3']);
  expect(() => conversation.respondToApproval('call_2', { approved: true })).toThrow('does not await');
  expect(sent).toEqual(['look', 'erase']);
});

describe('a pending `approve`', () => {
  const approve = ({ needsApproval }: { readonly needsApproval: boolean }): Observable<boolean> =>
    needsApproval ? NEVER : of(true);

  it('is no longer used after `respondToApproval`', () => {
    const { sent, states } = play(
      [mailsAndLooks, answer],
      { 0: sends('Hi'), 20: responds('mail', true) },
      { approve },
    );

    expect(states.map(({ status }) => status)).toContain('awaiting-approval');
    expect(sent).toEqual(['look', 'Maren']);
  });

  it.each<[ApprovalAnswer, readonly string[]]>([
    [true, ['Maren']],
    [false, []],
    ['no', []],
    [{ approved: true, arguments: { to: 'Ida' } }, ['Ida']],
    [{ approved: false }, []],
  ])('can emit the decision itself: %j', (decision, expected) => {
    const { sent, states, returned } = play(
      [mails, answer],
      { 0: sends('Hi'), 40: responds('mail', true) },
      { approve: () => timer(10).pipe(map(() => decision)) },
    );

    expect(sent).toEqual(expected);
    expect(states.map(({ status }) => status)).toContain('awaiting-approval');
    expect(returned[1]).toMatchObject({ name: 'ToolError', reason: 'approval' });
  });

  it('has decided as soon as it emits, even while an asynchronous schema validates the arguments', async () => {
    const sent: unknown[] = [];
    const checks = new Subject<void>();
    const schema: StandardSchema<unknown, { readonly to: string }> = {
      '~standard': {
        version: 1,
        vendor: 'spec',
        validate: (input) => {
          const value = input as { readonly to: string };
          return value.to === 'Ida' ? firstValueFrom(checks.pipe(map(() => ({ value })))) : { value };
        },
      },
    };
    const sendMail = tool({
      name: 'send_mail',
      description: 'Sends a mail.',
      inputSchema: schema,
      jsonSchema: { type: 'object' },
      needsApproval: true,
      execute: ({ to }) => sent.push(to),
    });
    const { chat } = createChat(answerWithCalls(['send_mail', { to: 'Maren' }]), answerWithText('Done.'));
    const answers = new Subject<ApprovalAnswer>();
    const options = { request: { model: 'default' }, tools: [sendMail], approve: () => answers };
    const conversation = new Conversation(chat, options);
    const { completion } = conversation.send('Hi');
    answers.next({ approved: true, arguments: { to: 'Ida' } });
    const refuse = (): RunHandle => conversation.respondToApproval('call_1', { approved: false });

    expect(refuse).toThrow('the call has been answered already');
    checks.next();
    await firstValueFrom(completion);
    expect(sent).toEqual(['Ida']);
  });

  it('refuses the call if it completes without a value', () => {
    const { log } = play([mails, answer], { 0: sends('Hi') }, { approve: () => EMPTY });

    expect(log.at(-1)).toContain('(Refused');
  });

  it('is called again by a conversation that loads the export', () => {
    const from = exportWhileAwaiting(mails);
    const { sent } = play(
      [answer],
      { 0: (it) => it.regenerate() },
      { from, approve: () => timer(5).pipe(map(() => true)) },
    );

    expect(sent).toEqual(['Maren']);
  });
});

describe('a response', () => {
  it.each<[unknown, string]>([
    [undefined, '`response.approved` must be true or false; received undefined'],
    [{}, '`response.approved` must be true or false; received undefined'],
    [{ approved: 'yes' }, '`response.approved` must be true or false; received a string'],
    [{ approved: true, args: {} }, 'unknown option `response.args`'],
    [{ approved: true, reason: 5 }, '`response.reason` must be a string; received 5'],
    [
      { approved: true, arguments: [] },
      '`response.arguments` must be an object of JSON values; received an array',
    ],
    [{ approved: true, arguments: { a: 5n } }, '`response.arguments` must be an object of JSON values'],
    ...[NaN, -Infinity, new Map(), new Date(0), [undefined], { deep: [NaN] }].map((a): [unknown, string] => [
      { approved: true, arguments: { a } },
      '`response.arguments` must be an object of JSON values',
    ]),
    [{ approved: false, arguments: {} }, '`response.arguments` must be absent unless the call is approved'],
  ])('is validated: %p', (response, message) => {
    const { returned, sent } = play([mails], {
      0: sends('Hi'),
      20: responds('mail', response as ApprovalResponse),
    });

    expect(returned[1]).toBeInstanceOf(TypeError);
    expect(String(returned[1])).toContain(message);
    expect(sent).toEqual([]);
  });

  it('is rejected for an unknown call', () => {
    const { returned } = play([mails], { 0: sends('Hi'), 20: responds('other', true) });

    expect(returned[1]).toEqual(
      new TypeError('`callId` must be the id of a call that awaits an approval; received a string'),
    );
  });

  it.each([
    ['during the run', 20.5, { wait: NEVER }],
    ['after the run', 60, {}],
  ])('is rejected the second time, %s', (_, at, options) => {
    const tools = createOffice(options);
    const { returned, sent } = play(
      [at < 50 ? { ...mailsTwice } : mails, answer],
      { 0: sends('Hi'), 20: responds('mail', true), [at]: responds('mail', true) },
      {},
      tools,
    );

    expect(returned[2]).toBeInstanceOf(ToolError);
    expect(returned[2]).toMatchObject({ reason: 'approval', callId: 'mail', toolName: 'send_mail' });
    expect(sent).toEqual(['Maren']);
  });

  it('is rejected for a call that needs no approval', () => {
    const { returned } = play([mailsAndWaits], { 0: sends('Hi'), 20: responds('wait', true), 30: stop });

    expect(returned[1]).toMatchObject({ reason: 'approval', message: 'the call does not await an approval' });
  });

  it('does nothing when the conversation is closed', () => {
    const { returned, sent } = play([mails], {
      0: sends('Hi'),
      20: (it) => {
        it.close();
      },
      21: responds('mail', true),
    });

    expect(returned[2]).toBe(false);
    expect(sent).toEqual([]);
  });
});

describe('changed arguments', () => {
  it('are used by the tool, recorded in `editedArguments`, and reported to the model', () => {
    const { sent, log, states, transport, conversation } = play([mails, answer], {
      0: sends('Hi'),
      20: responds('mail', { approved: true, arguments: { to: 'Ida' } }),
    });

    expect(sent).toEqual(['Ida']);
    expect(log.at(-1)).toBe(
      '22 idle: Hi <→send_mail> (Approved with other arguments: {"to":"Ida"}\n\nsent to Ida) <Done.>',
    );
    expect(states.at(-1)?.entries[1]?.toolCalls).toMatchObject([
      {
        call: { function: { arguments: '{"to":"Maren"}' } },
        editedArguments: { to: 'Ida' },
        status: 'done',
        result: 'sent to Ida',
      },
    ]);
    expect(transport.requests[1]?.body).toMatchObject({
      messages: [{}, { tool_calls: [{ function: { arguments: '{"to":"Maren"}' } }] }, {}],
    });
    expect(validateHistory(conversation.currentState.messages)).toEqual([]);
  });

  it('that do not match the schema are rejected, and the call still waits', () => {
    const { sent, returned, states } = play([mails, answer], {
      0: sends('Hi'),
      20: responds('mail', { approved: true, arguments: { to: '' } }),
      21: (it) => it.currentState.status,
      22: responds('mail', true),
    });

    expect(returned[1]).toMatchObject({ name: 'ToolError', reason: 'arguments', issues: [{ path: ['to'] }] });
    expect(returned[2]).toBe('awaiting-approval');
    expect(sent).toEqual(['Maren']);
    expect(states.at(-1)?.status).toBe('idle');
  });

  it('are copied', () => {
    const edited = { to: 'Ida' };
    const { sent, states } = play([mailsTwice, answer], {
      0: sends('Hi'),
      20: (it) => {
        const handle = it.respondToApproval('mail', { approved: true, arguments: edited });
        edited.to = 'Eve';
        return handle;
      },
    });

    expect(sent).toEqual(['Ida']);
    expect(states.at(-1)?.toolCalls[0]?.editedArguments).toEqual({ to: 'Ida' });
  });
});

describe('a command while a call awaits an approval', () => {
  it('refuses the calls and starts at once if it is `send`', () => {
    const { log, sent, transport, states } = play([mails, answer], { 0: sends('Hi'), 20: sends('Wait.') });
    const refused = '(Refused: the call was not approved, and has not run.)';

    expect(sent).toEqual([]);
    expect(summarizeRequests(transport).at(-1)).toBe(`Hi <→send_mail> ${refused} Wait.`);
    expect(log.at(-1)).toBe(`22 idle: Hi <→send_mail> ${refused} Wait. <Done.>`);
    expect(states.at(-1)?.entries[1]?.toolCalls).toMatchObject([
      { status: 'failed', error: { reason: 'refused' } },
    ]);
  });

  it('waits while another tool runs, whose result would be lost', () => {
    const tools = createOffice({ wait: timer(30).pipe(map(() => 'waited')) });
    const { log, transport } = play(
      [mailsAndWaits, answer, answer],
      { 0: sends('Hi'), 20: sends('Wait.'), 50: responds('mail', true) },
      {},
      tools,
    );

    expect(log).toContain('20 awaiting-approval: Hi ~ send_mail awaiting-approval wait running 1 +1');
    expect(summarizeRequests(transport).at(-1)).toBe(
      'Hi <→send_mail →wait> (sent to Maren) (waited) <Done.> Wait.',
    );
  });

  it('waits with its own `concat`, and is dropped with `exhaust` of the conversation', () => {
    const explicit = play([mails], {
      0: sends('Hi'),
      20: (it) => it.send('Wait.', { whileRunning: 'concat' }),
    });
    const dropped = play([mails], { 0: sends('Hi'), 20: sends('Wait.') }, { whileRunning: 'exhaust' });

    expect(explicit.log.at(-1)).toBe('20 awaiting-approval: Hi ~ send_mail awaiting-approval +1');
    expect(dropped.returned[1]).toBe(false);
  });

  it('starts after the run if it was queued before the approval was needed', () => {
    const { log } = play([mails, answer, answer], {
      0: sends('Hi'),
      2: sends('Queued.'),
      20: responds('mail', true),
    });

    expect(log).toContain('4 awaiting-approval: Hi ~ send_mail awaiting-approval +1');
    expect(log.at(-1)).toBe('24 idle: Hi <→send_mail> (sent to Maren) <Done.> Queued. <Done.>');
  });

  it('refuses the calls if it is `stop`, and the history says that they have not run', () => {
    const { log, sent, conversation, returned } = play([mails], {
      0: sends('Hi'),
      20: stop,
      30: responds('mail', true),
    });

    expect(log.at(-1)).toBe(
      '20 idle: Hi <→send_mail> (Refused: the call was not approved, and has not run.)',
    );
    expect(returned[2]).toMatchObject({ reason: 'approval' });
    expect(sent).toEqual([]);
    expect(conversation.export().entries.at(-1)?.status).toBe('failed');
  });
});

describe('an export with open calls', () => {
  it('shows the calls after loading, without a run and without a request', () => {
    const { conversation, transport, sent } = play([], {}, { from: exportWhileAwaiting(mails) });
    const { status, isRunning, toolCalls, entries, messages, snapshot } = conversation.currentState;

    expect([status, isRunning]).toEqual(['awaiting-approval', false]);
    expect(toolCalls).toMatchObject([{ call: { id: 'mail' }, status: 'awaiting-approval' }]);
    expect(entries.at(-1)).toMatchObject({ status: 'awaiting-approval', toolCalls });
    expect(snapshot?.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: { role: 'assistant' },
    });
    expect(messages).toHaveLength(1);
    expect([transport.requests.length, sent.length]).toEqual([0, 0]);
  });

  it('is exported unchanged after loading', () => {
    const from = exportWhileAwaiting(mailsAndLooks);

    expect(play([], {}, { from }).conversation.export()).toEqual(from);
  });

  it.each([
    ['approved', true, ['Maren'], '(sent to Maren)'],
    ['refused', false, [], '(Refused: this call may not be run.)'],
  ])('continues when they are %s', (_, approved, expected, result) => {
    const { log, sent, transport, states } = play(
      [answer],
      { 0: responds('mail', approved) },
      { from: exportWhileAwaiting(mails) },
    );

    expect(sent).toEqual(expected);
    expect(summarizeRequests(transport)).toEqual([`Hi <→send_mail> ${result}`]);
    expect(log.at(-1)).toBe(`2 idle: Hi <→send_mail> ${result} <Done.>`);
    expect(states.at(-1)?.entries.map(({ status }) => status)).toEqual(
      approved ? ['done', 'done', 'done', 'done'] : ['done', 'done', 'failed', 'done'],
    );
    expect(states.at(-1)?.entries[1]).toMatchObject({ finishReason: 'tool_calls', model: 'test-model' });
  });

  it('is continued by a response, which returns the handle of the run', () => {
    const contents: unknown[] = [];
    play(
      [answer],
      {
        0: (it) => {
          it.respondToApproval('mail', { approved: true }).completion.subscribe(({ choices }) =>
            contents.push(choices[0]?.message.content),
          );
        },
      },
      { from: exportWhileAwaiting(mails) },
    );

    expect(contents).toEqual(['Done.']);
  });

  it('keeps finished calls, and does not execute them again', () => {
    const before = createOffice();
    const from = exportWhileAwaiting(mailsAndLooks, 20, before);
    const { sent, log } = play([answer], { 0: responds('mail', true) }, { from });

    expect([before.sent, sent]).toEqual([['look'], ['Maren']]);
    expect(log.at(-1)).toBe('2 idle: Hi <→send_mail →look_up> (sent to Maren) (found) <Done.>');
  });

  it('keeps a web search of Venice, which no tool runs', () => {
    const search = toolCall({
      index: 1,
      id: 'web_search_call',
      name: 'web_search',
      arguments: { documents: [] },
    });
    const from = exportWhileAwaiting({
      marbles: '-m-s-f|',
      values: { ...values, s: search } as typeof values,
    });
    const { transport, conversation } = play([answer], { 0: responds('mail', true) }, { from });

    expect(summarizeRequests(transport)).toEqual([
      'Hi <→send_mail →web_search> (sent to Maren) (The documents are in the arguments of the call.)',
    ]);
    expect(validateHistory(conversation.currentState.messages)).toEqual([]);
  });

  it('waits for the other call after one response, also after a second reload', () => {
    const once = play(
      [],
      { 0: responds('second', true), 10: exportConversation, 11: responds('second', true) },
      { from: exportWhileAwaiting(mailsTwice) },
    );
    const from = jsonCopy(once.returned[1] as ConversationExport);
    const twice = play([answer], { 0: responds('second', true), 1: responds('mail', true) }, { from });

    expect(once.sent).toEqual(['Ben']);
    expect(once.states.at(-1)).toMatchObject({ status: 'awaiting-approval', isRunning: true });
    expect(once.returned[2]).toMatchObject({ reason: 'approval' });
    expect(twice.returned[0]).toMatchObject({ reason: 'approval' });
    expect(twice.sent).toEqual(['Maren']);
    expect(twice.log.at(-1)).toBe('3 idle: Hi <→send_mail →send_mail> (sent to Maren) (sent to Ben) <Done.>');
  });

  it('keeps arguments that were changed before the process ended', () => {
    const slow = tool({
      name: 'send_mail',
      description: 'Sends.',
      needsApproval: true,
      idempotent: true,
      execute: () => NEVER,
    });
    const edited = playConversation(
      [mails],
      {
        0: sends('Hi'),
        10: responds('mail', { approved: true, arguments: { to: 'Ida' } }),
        20: exportConversation,
      },
      { tools: [slow] },
    );
    const from = jsonCopy(edited.returned[2] as ConversationExport);
    const names: unknown[] = [];
    const again = tool({
      name: 'send_mail',
      description: 'Sends.',
      needsApproval: true,
      idempotent: true,
      execute: (args) => (names.push(args['to']), 'sent'),
    });
    const { log } = playConversation(
      [answer],
      { 0: (it) => it.regenerate(), 10: responds('mail', true) },
      { tools: [again], from },
    );

    expect(names).toEqual(['Ida']);
    // A second execution needs a second approval.
    expect(log).toContain('0 awaiting-approval: Hi ~ send_mail awaiting-approval');
    expect(log.at(-1)).toContain('(Approved with other arguments: {"to":"Ida"}\n\nsent)');
  });

  it('still needs a response if its tool no longer needs an approval', () => {
    const sent: unknown[] = [];
    const free = tool({ name: 'send_mail', description: 'Sends.', execute: () => sent.push(1) });
    const { states } = playConversation(
      [],
      { 0: (it) => it.regenerate() },
      { tools: [free], from: exportWhileAwaiting(mails) },
    );

    expect(states.at(-1)).toMatchObject({ status: 'awaiting-approval', isRunning: true });
    expect(sent).toEqual([]);
  });

  it('has its calls refused by a new question', () => {
    const { sent, transport, conversation } = play(
      [answer],
      { 0: sends('Wait.') },
      { from: exportWhileAwaiting(mailsAndLooks) },
    );

    expect(sent).toEqual([]);
    expect(summarizeRequests(transport)).toEqual([
      'Hi <→send_mail →look_up> (Refused: the call was not approved, and has not run.) (found) Wait.',
    ]);
    expect(conversation.currentState.entries.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'failed',
      'done',
      'done',
      'done',
    ]);
  });

  it('has its calls refused by `stop`, but not by a new version of the question', () => {
    const stopped = play([], { 0: stop }, { from: exportWhileAwaiting(mails) });
    const edited = play(
      [answer],
      { 0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'), 10: (it) => select(it, 0) },
      { from: exportWhileAwaiting(mails) },
    );

    expect(summarize(stopped.conversation.currentState)).toBe(
      'idle: Hi <→send_mail> (Refused: the call was not approved, and has not run.)',
    );
    expect(edited.log.at(-1)).toBe('10 awaiting-approval: Hi ~ send_mail awaiting-approval');
  });

  it('keeps its open calls after `close`', () => {
    const { conversation, sent, states } = play([mails], {
      0: sends('Hi'),
      20: (it) => {
        it.close();
      },
    });
    const from = jsonCopy(conversation.export());

    expect(states.at(-1)).toMatchObject({ status: 'awaiting-approval', isRunning: false });
    expect(play([answer], { 0: responds('mail', true) }, { from }).sent).toEqual(['Maren']);
    expect(sent).toEqual([]);
  });

  it('continues after the run of another version', () => {
    const { sent, log, returned } = play(
      [answer, answer],
      {
        0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'),
        0.5: (it) => select(it, 0),
        1: responds('mail', true),
        1.2: responds('mail', true),
      },
      { from: exportWhileAwaiting(mails) },
    );

    expect(sent).toEqual(['Maren']);
    expect(returned[3]).toMatchObject({ reason: 'approval', message: 'the call has been answered already' });
    expect(log.at(-1)).toBe('4 idle: Hi <→send_mail> (sent to Maren) <Done.>');
  });

  describe('whose response waits for the run of another version', () => {
    /** Approves the call while the run of another version is active. */
    const playAfterResponse = (actions: Actions) =>
      play(
        [answer, answer, answer],
        {
          0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'),
          0.5: (it) => select(it, 0),
          1: responds('mail', true),
          ...actions,
        },
        { from: exportWhileAwaiting(mails) },
      );
    const resumeCalls = (it: Conversation): RunHandle => (select(it, 0), it.regenerate());

    it.each<[string, (it: Conversation) => unknown]>([
      ['cancelQueued', (it) => it.cancelQueued(it.currentState.queue[0]?.id ?? '')],
      [
        'clearQueue',
        (it) => {
          it.clearQueue();
        },
      ],
    ])('drops the response with %s, and accepts another one', (_, drop) => {
      const { states, sent } = playAfterResponse({ 1.2: drop, 10: resumeCalls });
      const again = playAfterResponse({ 1.2: drop, 10: responds('mail', true) });

      expect(states.at(-1)?.status).toBe('awaiting-approval');
      expect(sent).toEqual([]);
      expect(again.sent).toEqual(['Maren']);
    });

    it('has its calls refused by `stop`', () => {
      const { conversation, sent, returned } = playAfterResponse({
        1.2: stop,
        5: responds('mail', true),
        10: (it) => it.resume(),
      });

      expect(sent).toEqual([]);
      expect(returned[4]).toMatchObject({
        reason: 'approval',
        message: 'the call does not await an approval',
      });
      expect(conversation.currentState.queue).toEqual([]);
      expect(summarize(conversation.currentState)).toBe(
        'idle: Hi <→send_mail> (Refused: the call was not approved, and has not run.)',
      );
    });

    it('drops the response when its entry is removed', () => {
      const { returned, sent, conversation } = playAfterResponse({
        1.2: (it) => {
          it.remove(it.currentState.entries[1]?.id ?? '');
          return it.currentState.queue;
        },
      });

      expect(returned[3]).toEqual([]);
      expect(sent).toEqual([]);
      expect(conversation.currentState.status).toBe('idle');
    });

    it('uses the response in a `regenerate` that starts earlier', () => {
      const { sent } = playAfterResponse({
        1.2: (it) => it.regenerate(it.currentState.entries[1]?.id, { whileRunning: 'switch' }),
      });

      expect(sent).toEqual(['Maren']);
    });

    it('rejects a response if `generateId` returns an empty id', () => {
      let count = 0;
      const { sent, returned, states } = play(
        [answer, answer],
        {
          0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'),
          0.5: (it) => select(it, 0),
          0.7: (it) => ((count = -1), it.respondToApproval('mail', { approved: true })),
          10: resumeCalls,
        },
        {
          from: exportWhileAwaiting(mails),
          generateId: () => {
            count += 1;
            if (count === 0) return '';
            return `id ${count}`;
          },
        },
      );

      expect(returned[2]).toBeInstanceOf(TypeError);
      expect(sent).toEqual([]);
      expect(states.at(-1)?.status).toBe('awaiting-approval');
    });

    it('rejects a response if the queue is full', () => {
      const { returned } = play(
        [answer],
        {
          0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'),
          0.5: (it) => {
            for (let count = 0; count < 1000; count += 1) it.send('More', { whileRunning: 'concat' });
            select(it, 0);
          },
          0.7: responds('mail', true),
          0.8: (it) => {
            it.clearQueue();
          },
        },
        { from: exportWhileAwaiting(mails) },
      );

      expect(returned[2]).toBeInstanceOf(LimitExceededError);
    });

    it('keeps a copy of the response', () => {
      const response = { approved: false };
      const { sent } = playAfterResponse({
        1: (it) => it.respondToApproval('mail', response),
        1.2: () => (response.approved = true),
      });

      expect(sent).toEqual([]);
    });
  });

  it('rejects a response while its run is being stopped', () => {
    const { sent, tools } = createOffice();
    const errors: unknown[] = [];
    let isStopped = false;
    const respond = (conversation: Conversation): void => {
      try {
        conversation.respondToApproval('mail', { approved: true });
      } catch (error) {
        errors.push(error);
      }
    };
    playConversation(
      [],
      {
        0: (it) => {
          it.state.subscribe(({ status, isRunning }) => {
            if (status !== 'awaiting-approval' || !isRunning || isStopped) return;
            isStopped = true;
            it.stop();
            respond(it);
          });
          return it.regenerate();
        },
      },
      { tools, from: exportWhileAwaiting(mails) },
    );

    expect(errors).toMatchObject([{ name: 'ToolError', reason: 'approval' }]);
    expect(sent).toEqual([]);
  });

  it('gets the response if a call of the active run, which is not shown, has the same id', () => {
    const { sent, states } = play(
      [mails, answer, answer],
      {
        0: (it) => it.edit(it.currentState.entries[0]?.id ?? '', 'Hello'),
        10: (it) => select(it, 0),
        20: responds('mail', { approved: true, arguments: { to: 'Ida' } }),
        30: (it) => it.currentState.queue,
        40: (it) => select(it, 1),
        50: responds('mail', true),
      },
      { from: exportWhileAwaiting(mails) },
    );

    expect(sent).toEqual(['Maren', 'Ida']);
    expect(states.at(-1)?.status).toBe('idle');
  });

  it('does not allow `replace` for the answer with the calls', () => {
    const { returned } = play(
      [],
      {
        0: (it) => {
          it.replace(it.currentState.entries[1]?.id ?? '', { role: 'assistant', content: 'No' });
        },
      },
      { from: exportWhileAwaiting(mails) },
    );

    expect(returned[0]).toBeInstanceOf(TypeError);
  });
});

function select(conversation: Conversation, version: number): void {
  conversation.select(conversation.currentState.entries[0]?.versions[version] ?? '');
}

describe('a tool that was running when the process ended', () => {
  it('has an unknown outcome, which the model is informed of', () => {
    const before = createOffice();
    const from = exportWhileAwaiting(mailsAndWaits, 20, before);
    const { sent, log, states, transport } = play([answer], { 0: responds('mail', true) }, { from });

    expect([before.sent, sent]).toEqual([['wait'], ['Maren']]);
    expect(summarizeRequests(transport)).toEqual([
      'Hi <→send_mail →wait> (sent to Maren) (No result: the call was interrupted. Whether it took effect is unknown.)',
    ]);
    expect(log.at(-1)).toMatch(/^2 idle/);
    expect(states.at(-1)?.entries[1]?.toolCalls).toMatchObject([
      { status: 'done' },
      { status: 'stopped', error: { reason: 'unknown-outcome' } },
    ]);
    expect(states.at(-1)?.entries.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done',
      'stopped',
      'done',
    ]);
  });

  it('has an unknown outcome even if no other call waits', () => {
    const { returned, conversation } = play([{ ...mailsAndWaits, marbles: '-w-f|' }], {
      0: sends('Hi'),
      20: exportConversation,
      30: stop,
    });

    expect((returned[1] as ConversationExport).entries[1]?.toolCalls).toMatchObject([
      { status: 'stopped', error: { reason: 'unknown-outcome' } },
    ]);
    expect(conversation.export().entries[1]?.toolCalls).toMatchObject([
      { status: 'stopped', error: { reason: 'unknown-outcome' } },
    ]);
  });

  it('is executed again if it is `idempotent`, with and without other calls that wait', () => {
    const before = createOffice({ idempotent: true });
    const from = exportWhileAwaiting(mailsAndWaits, 20, before);
    const after = createOffice({ idempotent: true, wait: of('waited') });
    const { log } = play([answer], { 0: responds('mail', true) }, { from }, after);
    const alone = exportWhileAwaiting(
      { marbles: '-w-f|', values: { ...values } },
      20,
      createOffice({ idempotent: true }),
    );
    const again = createOffice({ idempotent: true, wait: of('waited') });
    const loaded = play([answer], { 0: (it) => it.regenerate() }, { from: alone }, again);

    expect(after.sent.toSorted()).toEqual(['Maren', 'wait']);
    expect(log.at(-1)).toBe('2 idle: Hi <→send_mail →wait> (sent to Maren) (waited) <Done.>');
    expect(loaded.log[0]).toBe('0 idle: Hi');
    expect(loaded.sent).toEqual(['wait']);
    expect(loaded.log.at(-1)).toBe('2 idle: Hi <→wait> (waited) <Done.>');
  });

  it('is executed neither by loading nor by a new question', () => {
    const from = exportWhileAwaiting(
      { marbles: '-w-f|', values: { ...values } },
      20,
      createOffice({ idempotent: true }),
    );
    const loaded = play([], {}, { from }, createOffice({ idempotent: true }));
    const asking = play([answer], { 0: sends('Hm?') }, { from }, createOffice({ idempotent: true }));

    expect([loaded.sent, asking.sent]).toEqual([[], []]);
    expect(summarizeRequests(asking.transport)).toEqual([
      'Hi <→wait> (No result: the call was cancelled. Whether it took effect is unknown.) Hm?',
    ]);
    expect(validateHistory(getMessages(asking.conversation.export()))).toEqual([]);
  });
});

describe('open calls of an export', () => {
  const from = exportWhileAwaiting(mails);
  const [question, open] = from.entries;
  const [call] = open?.toolCalls ?? [];

  it.each<[string, readonly unknown[], string]>([
    [
      'an entry after them',
      [question, open, { ...question, id: 'x', parentId: open?.id }],
      'entries[2].parentId',
    ],
    ['the same call twice', [question, { ...open, toolCalls: [call, call] }], 'entries[1].toolCalls'],
    [
      'a call that is not in the message',
      [question, { ...open, toolCalls: [{ ...call, call: { ...call?.call, id: 'x' } }] }],
      'entries[1].toolCalls',
    ],
    [
      'no open call',
      [question, { ...open, toolCalls: [{ ...call, status: 'done' }] }],
      'entries[1].toolCalls',
    ],
    [
      'a question that waits',
      [{ ...question, status: 'awaiting-approval', toolCalls: [call] }],
      'entries[0].status',
    ],
    [
      'a call that waits and has a content',
      [question, { ...open, toolCalls: [call, { ...call, content: 'sent' }] }],
      'entries[1].toolCalls[1].content',
    ],
    [
      'other arguments than those of the message',
      [
        question,
        {
          ...open,
          toolCalls: [
            { ...call, call: { ...call?.call, function: { name: 'send_mail', arguments: '{"to":"Eve"}' } } },
          ],
        },
      ],
      'entries[1].toolCalls',
    ],
    ['another status', [question, { ...open, status: 'done' }], 'entries[1].toolCalls'],
    [
      'a content that is not a string',
      [question, { ...open, toolCalls: [{ ...call, content: 5 }] }],
      'entries[1].toolCalls[0].content',
    ],
    [
      'arguments that are not an object',
      [question, { ...open, toolCalls: [{ ...call, editedArguments: [] }] }],
      'entries[1].toolCalls[0].editedArguments',
    ],
  ])('are validated: %s', (_, entries, path) => {
    const create = () =>
      new Conversation(() => NEVER, {
        request: { model: 'default' },
        from: { ...from, entries, queue: [], interrupted: undefined } as unknown as ConversationExport,
      });

    expect(create).toThrow(TypeError);
    expect(create).toThrow(`\`from.${path}\` must be`);
  });
});
