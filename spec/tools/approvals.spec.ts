import { EMPTY, NEVER, type Observable, asyncScheduler, map, timer } from 'rxjs';
import {
  type ApprovalAnswer,
  type ApprovalRequest,
  type ToolRunEvent,
  type ToolRunOptions,
  runTools,
  tool,
} from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';
import { z } from 'zod';
import { answerWithCalls, createChat, getOutcome, request, answerWithText } from './chats.js';

const executed: unknown[] = [];
const mail = tool({
  name: 'mail',
  description: 'Sends a mail.',
  inputSchema: z.object({ to: z.string().min(2) }),
  needsApproval: ({ to }) => to !== 'me',
  execute: ({ to }) => {
    executed.push(to);
    return `sent to ${to}`;
  },
});
const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

beforeEach(() => {
  executed.length = 0;
});

/** The outcome of a run in which the model calls `mail` and `time`. */
function runMailing(approve: ToolRunOptions['approve'], to = 'Maren', options: Partial<ToolRunOptions> = {}) {
  const { chat, requests } = createChat(answerWithCalls(['mail', { to }], ['time']), answerWithText('Done.'));
  const settings = { tools: [mail, time], ...(approve && { approve }), ...options };
  return { ...getOutcome(runTools(chat, request, settings)), requests };
}

describe('needsApproval', () => {
  it('requires the option `approve`', () => {
    const run = () => runTools(() => NEVER, request, { tools: [time, mail] });

    expect(run).toThrow(
      new TypeError("`approve` must be a function, since the tool 'mail' needs approval; received undefined"),
    );
  });

  it('is part of each request for an approval, and can depend on the arguments', () => {
    const approvals: Pick<ApprovalRequest, 'name' | 'needsApproval'>[] = [];
    const approve = ({ name, needsApproval }: ApprovalRequest): boolean => {
      approvals.push({ name, needsApproval });
      return true;
    };
    runMailing(approve, 'me');
    runMailing(approve);

    expect(approvals).toEqual([
      { name: 'mail', needsApproval: false },
      { name: 'time', needsApproval: false },
      { name: 'mail', needsApproval: true },
      { name: 'time', needsApproval: false },
    ]);
  });

  it('is treated as false for a tool object that does not have it', () => {
    const { needsApproval: _, ...bare } = time;
    const handWritten = bare as typeof time;
    const needs: boolean[] = [];
    const { chat } = createChat(answerWithCalls(['time']), answerWithText('Done.'));
    const without = getOutcome(runTools(chat, request, { tools: [handWritten] }));
    runMailing(({ needsApproval }) => (needs.push(needsApproval), true), 'me', {
      tools: [mail, handWritten],
    });

    expect(without.results).toEqual(['noon']);
    expect(needs).toEqual([false, false]);
  });

  it('fails the call if its function throws', () => {
    const broken = tool({
      name: 'mail',
      description: 'Sends a mail.',
      needsApproval: () => {
        throw new Error('no policy');
      },
      execute: () => 'sent',
    });
    const { results, events } = runMailing(() => true, 'me', { tools: [broken, time] });

    expect(results).toEqual(['Error: no policy', 'noon']);
    expect(events.find(({ type }) => type === 'tool-result')).toMatchObject({ error: { reason: 'failed' } });
  });
});

describe('the answer of `approve`', () => {
  it.each<[ApprovalAnswer, readonly unknown[], string]>([
    [true, ['Maren'], 'sent to Maren'],
    [{ approved: true }, ['Maren'], 'sent to Maren'],
    [{ approved: true, reason: 'fine' }, ['Maren'], 'sent to Maren'],
    [{ approved: false }, [], 'Refused: this call may not be run.'],
    [{ approved: false, reason: 'Not now.' }, [], 'Refused: Not now.'],
    ['Not now.', [], 'Refused: Not now.'],
    [{ approved: 'yes' } as unknown as ApprovalAnswer, [], 'Refused: this call may not be run.'],
    [null as unknown as ApprovalAnswer, [], 'Refused: this call may not be run.'],
    [
      { approved: true, arguments: { to: 'Ida' } },
      ['Ida'],
      'Approved with other arguments: {"to":"Ida"}\n\nsent to Ida',
    ],
  ])('may be %j', (answer, recipients, content) => {
    const { results } = runMailing(({ needsApproval }) => (needsApproval ? answer : true));

    expect(executed).toEqual(recipients);
    expect(results[0]).toBe(content);
  });

  it.each<[unknown]>([[{ to: '' }], [{}], [[]], [5], [{ to: 5n }]])(
    'fails the call if it has the arguments %p',
    (edited) => {
      const answer = { approved: true, arguments: edited } as ApprovalAnswer;
      const { results, events } = runMailing(({ needsApproval }) => (needsApproval ? answer : true));

      expect(executed).toEqual([]);
      expect(results[0]).toMatch(/^Error: the arguments/);
      expect(events.find(({ type }) => type === 'tool-result')).toMatchObject({
        error: { reason: 'arguments' },
      });
    },
  );

  it('has events if it is asynchronous, or changes the arguments', () => {
    const getApprovalEvents = (approve: ToolRunOptions['approve']): readonly unknown[] =>
      runMailing(approve)
        .events.filter((event) => event.type === 'tool-approval')
        .map(({ call, status, editedArguments }) => [call.id, status, editedArguments]);

    expect(getApprovalEvents(() => true)).toEqual([]);
    expect(getApprovalEvents(() => false)).toEqual([]);
    expect(
      getApprovalEvents(({ needsApproval }) =>
        needsApproval ? { approved: true, arguments: { to: 'Ida' } } : true,
      ),
    ).toEqual([['call_1', 'running', { to: 'Ida' }]]);
    expect(getApprovalEvents(() => NEVER)).toEqual([
      ['call_1', 'awaiting-approval', undefined],
      ['call_2', 'awaiting-approval', undefined],
    ]);
  });

  it('is requested regardless of `concurrency`, and does not count as a running tool', () => {
    const slow = tool({
      name: 'slow',
      description: 'Slow.',
      execute: () => timer(10).pipe(map(() => 'slow')),
    });
    const approve = ({ needsApproval }: ApprovalRequest): Observable<boolean> | boolean =>
      !needsApproval || timer(5).pipe(map(() => true));
    const { chat } = createChat(
      answerWithCalls(['slow'], ['mail', { to: 'Maren' }]),
      answerWithText('Done.'),
    );
    const log = inVirtualTime(({ flush }) => {
      const seen: string[] = [];
      runTools(chat, request, { tools: [slow, mail], concurrency: 1, approve }).subscribe((event) =>
        seen.push(`${asyncScheduler.now()} ${describeEvent(event)}`),
      );
      flush();
      return seen;
    });

    expect(log.filter((line) => !/chunk|step/.test(line))).toEqual([
      '0 tool-call slow',
      '0 tool-call mail',
      '0 tool-approval mail awaiting-approval',
      '5 tool-approval mail running',
      '10 tool-progress slow',
      '10 tool-result slow',
      '10 tool-result mail',
      '10 completion',
    ]);
  });
});

function describeEvent(event: ToolRunEvent): string {
  const { type } = event;
  const name = 'call' in event ? event.call.function.name : undefined;
  return [type, name, type === 'tool-approval' ? event.status : undefined].filter(Boolean).join(' ');
}

it('an empty Observable as the answer of `approve` rejects the call', () => {
  expect(runMailing(() => EMPTY).results[0]).toContain('Refused');
});
