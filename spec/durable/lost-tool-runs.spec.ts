import { NEVER, type Observable, defer, of, timer } from 'rxjs';
import {
  type ChatMessage,
  type StreamingChatCompletionRequest,
  type ToolRunEvent,
  type ToolRunRequest,
  repairHistory,
  runTools,
  tool,
} from 'venice-rx';
import { type LostRun, memoryRunStore } from 'venice-rx/durable';
import { inVirtualTime } from 'venice-rx/testing';
import { answerWithCalls, createChat, request, answerWithText } from '../tools/chats.js';
import { FaultyStore } from './faulty-store.js';
import { createRuns, record, valuesIn } from './recorder.js';

/** The messages after the last step or tool result. */
function getMessages({ input, values }: LostRun): readonly ChatMessage[] {
  const events = values as readonly ToolRunEvent[];
  const last = events.findLast((event) => event.type === 'step' || event.type === 'tool-result');
  return last ? repairHistory(last.messages) : (input as ToolRunRequest).messages;
}

describe('a tool run whose process dies in the middle of a tool', () => {
  it('continues after the last tool result: no tool runs twice, and the model learns that an outcome is unknown', () => {
    inVirtualTime(({ flush }) => {
      const executed: string[] = [];
      const createTool = (name: string, result: Observable<unknown>) =>
        tool({
          name,
          description: name,
          execute: () =>
            defer(() => {
              executed.push(name);
              return result;
            }),
        });
      const tools = [createTool('quick', of('done')), createTool('endless', NEVER)];
      const { chat, requests } = createChat(
        answerWithCalls(['quick'], ['endless']),
        answerWithText('I do not know.'),
      );
      const source = (input: ToolRunRequest): Observable<ToolRunEvent> => runTools(chat, input, { tools });
      const store = memoryRunStore();
      const faultyStore = new FaultyStore(store);
      const options = {
        sources: { tools: source },
        runIn: <T>(_: unknown, work: () => T): T => work(),
        onLost: (lost: LostRun): Observable<ToolRunEvent> =>
          source({ ...(lost.input as ToolRunRequest), messages: getMessages(lost) }),
      };
      record(createRuns(faultyStore, options).start('run', { source: 'tools', input: request }));
      const watcher = record(createRuns(store, options).follow<ToolRunEvent>('run'));
      timer(100).subscribe(() => (faultyStore.fault = 'hanging'));
      flush();

      expect(executed).toEqual(['quick', 'endless']);
      expect(watcher.end).toBe('completed');
      expect(valuesIn(watcher).map(({ type }) => type)).toEqual([
        'chunk',
        'chunk',
        'chunk',
        'step',
        'tool-call',
        'tool-call',
        'tool-progress',
        'tool-result',
        'chunk',
        'chunk',
        'step',
        'completion',
      ]);
      expect(describeMessages(requests.at(-1)!)).toEqual([
        ['user', 'Hi'],
        ['assistant', null],
        ['tool', 'done'],
        ['tool', expect.stringMatching(/cancel.*unknown/i)],
      ]);
    });
  });
});

function describeMessages({ messages }: StreamingChatCompletionRequest): unknown[] {
  return messages.map(({ role, content }) => [role, content]);
}
