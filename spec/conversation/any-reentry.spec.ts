import * as fc from 'fast-check';
import { EMPTY, type Observable, concat, defer, finalize, ignoreElements, of, throwError, timer } from 'rxjs';
import {
  type ChatCompletionChunk,
  Conversation,
  type ConversationState,
  tool,
  validateHistory,
} from 'venice-rx';
import { apiError, chunk, finish, inVirtualTime, toolCall } from 'venice-rx/testing';
import { caseCount, cases, seed } from '../support/cases.js';

const pause = timer(2).pipe(ignoreElements());

/** Answers that arrive synchronously, and one that takes 4 ms, `late`. */
const answers: Readonly<Record<string, Observable<ChatCompletionChunk>>> = {
  whole: of(chunk('a'), chunk('b'), finish()),
  calls: of(chunk('a'), toolCall({ name: 'time' }), finish('tool_calls')),
  failed: concat(
    of(chunk('a')),
    throwError(() => apiError(503)),
  ),
  refused: throwError(() => apiError(400)),
  late: concat(pause, of(chunk('a')), pause, of(finish())),
};
const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

const reentries = fc.record({
  kinds: fc.array(fc.constantFrom(...Object.keys(answers)), {
    minLength: 1,
    maxLength: 6,
  }),
  /** The commands that the subscriber calls at each state. */
  actions: fc.array(
    fc.array(
      fc.constantFrom(
        'send',
        'send',
        'regenerate',
        'edit',
        'stop',
        'resume',
        'clearQueue',
        'select',
        'remove',
        'cancelQueued',
        'nothing',
        'nothing',
      ),
      { maxLength: 3 },
    ),
    { maxLength: 30 },
  ),
  whileRunning: fc.constantFrom('concat', 'switch', 'exhaust'),
  holdQueueOn: fc.constantFrom('failure', 'not-retryable', 'never'),
  /** Number of states after which the subscriber closes the conversation. */
  closesAt: fc.oneof(fc.constant(Infinity), fc.nat(20)),
});

afterAll(() => process.stdout.write(`any reentry: ${caseCount} cases, SEED=${seed}\n`));

describe('if a subscriber of the state calls random commands', () => {
  it('all subscribers receive the states in the same order, runs do not overlap, and the history is valid', () => {
    fc.assert(
      fc.property(reentries, ({ kinds, actions, whileRunning, holdQueueOn, closesAt }) => {
        inVirtualTime(({ flush }) => {
          let requestCount = 0;
          let open = 0;
          let maxOpen = 0;
          const chat = (): Observable<ChatCompletionChunk> =>
            defer(() => {
              maxOpen = Math.max(maxOpen, (open += 1));
              const answer = answers[kinds[requestCount++ % kinds.length] ?? ''] ?? EMPTY;
              return answer.pipe(
                finalize(() => {
                  open -= 1;
                }),
              );
            });
          const conversation = new Conversation(chat, {
            request: { model: 'default' },
            tools: [time],
            maxSteps: 3,
            whileRunning,
            holdQueueOn,
          });
          const [first, second]: [ConversationState[], ConversationState[]] = [[], []];
          const acceptedTexts: string[] = [];
          conversation.state.subscribe((state) => {
            first.push(state);
            if (first.length === closesAt) conversation.close();
            for (const action of actions[first.length - 1] ?? []) {
              const text = `${first.length} ${acceptedTexts.length}`;
              if (action === 'send' && conversation.send(text).isAccepted) acceptedTexts.push(text);
              if (action === 'regenerate') conversation.regenerate();
              if (action === 'stop') conversation.stop();
              if (action === 'resume') conversation.resume();
              if (action === 'clearQueue') conversation.clearQueue();
              const { entries, queue } = conversation.currentState;
              const [entry] = entries;
              if (action === 'edit' && entry?.message.role === 'user') conversation.edit(entry.id, text);
              if (action === 'select' && entry) conversation.select(entry.versions[0] ?? entry.id);
              if (action === 'remove')
                entries.slice(-1).forEach(({ id }) => {
                  conversation.remove(id);
                });
              if (action === 'cancelQueued' && queue[0]) conversation.cancelQueued(queue[0].id);
            }
          });
          conversation.state.subscribe((state) => second.push(state));
          conversation.send('Hi');
          flush();

          expect(second).toEqual(first.slice(-second.length));
          expect(second.at(-1)).toBe(conversation.currentState);
          expect(first.flatMap(({ messages }) => validateHistory(messages))).toEqual([]);
          const { isRunning, queue, isHeld } = conversation.currentState;
          expect([isRunning, isHeld]).toEqual([false, queue.length > 0]);
          expect([open, maxOpen <= 1]).toEqual([0, true]);
          const isSendOnly = actions.flat().every((action) => action === 'send' || action === 'nothing');
          if (!isSendOnly || closesAt < Infinity) return;
          const waiting = queue.map((command) => command.type === 'send' && command.content);
          const sentTexts = [...conversation.currentState.messages.map(({ content }) => content), ...waiting];
          expect(acceptedTexts.filter((text) => !sentTexts.includes(text))).toEqual([]);
        });
      }),
      cases,
    );
  });
});
