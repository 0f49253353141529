import { type Observable, map, skip, take } from 'rxjs';
import type { ChatCompletionChunk, ChatMessage } from 'venice-rx';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { runConversation } from '../../../src/cli/chat/run-conversation.js';
import { commandList } from '../../../src/cli/chat/conversation-command.js';
import type { LineEditor, LineEvent } from '../../../src/cli/chat/line-editor.js';
import { getChunkText } from '../../../src/cli/chat/get-chunk-text.js';
import { toStderr, toStdout } from '../../../src/cli/output.js';

const events: Record<string, LineEvent> = {
  1: { type: 'line', line: 'one' },
  2: { type: 'line', line: 'two' },
  // A blank line.
  e: { type: 'line', line: ' ' },
  // Ctrl-C at an empty and at a half-typed prompt.
  c: { type: 'interrupt', line: '' },
  t: { type: 'interrupt', line: 'typed' },
  C: { type: 'line', line: '/clear ' },
  E: { type: 'line', line: '/exit' },
  U: { type: 'line', line: '/quit now' },
  P: { type: 'line', line: '/etc/hosts is what?' },
  H: { type: 'line', line: '/help' },
  M: { type: 'line', line: '/model' },
  K: { type: 'line', line: '/model  kimi-k3 ' },
  L: { type: 'line', line: '/clear\nmeans what?' },
};
const chunks = { a: chunk('A'), b: chunk('B') };
const help = '/help lists the commands, /clear starts over, /exit ends, Ctrl-C stops an answer.';
const outputs = {
  h: toStderr(`${help}\n`),
  a: toStdout('A'),
  b: toStdout('B'),
  n: toStderr('\n'),
  x: toStderr('failed'),
  2: toStderr('> two\n'),
  E: toStderr('> /exit\n'),
  C: toStderr('Started over.\n'),
  H: toStderr(`${commandList}\n`),
  M: toStderr('The model is default.\n'),
  K: toStderr('The model is kimi-k3.\n'),
  L: toStderr('> /clear\n… means what?\n'),
  U: toStderr(`Unknown command /quit now: ${help} To send it as a prompt, begin with a space.\n`),
};
const one: ChatMessage = { role: 'user', content: 'one' };
const two: ChatMessage = { role: 'user', content: 'two' };
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });

/** Creates a conversation, and records the messages and models of its requests, and its calls of the editor. */
function startConversation(
  lines: Observable<LineEvent>,
  answer: Observable<ChatCompletionChunk>,
  system: readonly ChatMessage[] = [],
): {
  result: Observable<unknown>;
  requests: (readonly ChatMessage[])[];
  models: string[];
  editorCalls: string[];
} {
  const models: string[] = [];
  const requests: (readonly ChatMessage[])[] = [];
  const editorCalls: string[] = [];
  const editor: LineEditor = {
    events: lines,
    prompt: () => void editorCalls.push('prompt'),
    clear: () => void editorCalls.push('clear'),
  };
  const result = runConversation({
    editor,
    system,
    model: 'default',
    ask: (messages, model) => {
      requests.push(messages);
      models.push(model);
      return answer;
    },
    show: map((value) => toStdout(getChunkText(value).answer)),
    describe: () => 'failed',
  });
  // Leaves out the help at the start, which has its own spec.
  return { result: result.pipe(skip(1)), requests, models, editorCalls };
}

describe('runConversation', () => {
  it('sends all previous messages with each question', () => {
    const system: ChatMessage = { role: 'system', content: 'Count.' };
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1-----2-----|', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-bn--a-bn-|';

      session = startConversation(lines, answer, [system]);

      expectObservable(session.result).toBe(expected, outputs);
    });

    expect(session?.requests).toEqual([
      [system, one],
      [system, one, assistant('AB'), two],
    ]);
    expect(session?.editorCalls).toEqual(['prompt', 'prompt']);
  });

  it('stops an answer at an interrupt, and keeps the text so far in the history', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const lines = hot('1-c---2-c-c-', events);
      const answer = cold('-a-b|', chunks);
      const answerSubs = ['^-!', ' ------^-!'];
      const expected = '   -an----an-|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(session?.requests[1]).toEqual([one, assistant('A'), two]);
  });

  it('stops an answer at an interrupt also if a line is half typed, and clears the line only at the next interrupt', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1-t-c', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -an-|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
    });

    expect(session?.editorCalls).toEqual(['prompt', 'clear']);
  });

  it('removes a question without an answer from the history', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1---2----|', events);
      const answer = cold('-#', chunks);
      const expected = '   -(xn)(xn)|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
    });

    expect(session?.requests).toEqual([[one], [two]]);
  });

  it('queues lines that are typed during an answer, and prints each line when it is sent', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const lines = hot('12e----------------|', events);
      const answer = cold('-----a-b|', chunks);
      const answerSubs = ['^-------!', '--------^-------!'];
      const expected = '   -----a-b(n2)-a-bn--|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(session?.editorCalls).toEqual(['prompt']);
  });

  it('discards queued lines at an interrupt', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const lines = hot('122t------2----|', events);
      const answer = cold('-a-b-|', chunks);
      const answerSubs = ['^--!', '----------^----!'];
      const expected = '   -a-n-------a-b-(n|)';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(session?.requests).toEqual([[one], [one, assistant('A'), two]]);
    expect(session?.editorCalls).toEqual(['prompt', 'prompt']);
  });

  it('prints a short help at the start', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const lines = hot('-', events);
      const expected = '   (h|)';

      const result = runConversation({
        editor: { events: lines, prompt: () => undefined, clear: () => undefined },
        system: [],
        model: 'default',
        ask: () => lines as never,
        show: map(() => toStdout('')),
        describe: () => '',
      });

      expectObservable(result.pipe(take(1))).toBe(expected, outputs);
    });
  });

  it('clears the history at /clear', () => {
    const system: ChatMessage = { role: 'system', content: 'Count.' };
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1----C-2----|', events);
      const answer = cold('-a-|', chunks);
      const expected = '   -a-n-C--a-n-|';

      session = startConversation(lines, answer, [system]);

      expectObservable(session.result).toBe(expected, outputs);
    });

    expect(session?.requests).toEqual([
      [system, one],
      [system, two],
    ]);
    expect(session?.editorCalls).toEqual(['prompt', 'prompt', 'prompt']);
  });

  it('ends at /exit, after the current answer', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const lines = hot('1E2-----', events);
      const linesSubs = '^---!';
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-b(nE|)';

      const { result } = startConversation(lines, answer);

      expectObservable(result).toBe(expected, outputs);
      expectSubscriptions(lines.subscriptions).toBe(linesSubs);
    });
  });

  it('sends no request for an unknown command, and treats a path as a question', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('U--P---|', events);
      const answer = cold('-a|', chunks);
      const expected = '   U---an-|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, outputs);
    });

    expect(session?.requests).toEqual([[{ role: 'user', content: '/etc/hosts is what?' }]]);
  });

  it('lists the commands at /help', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('-H-|', events);
      const expected = '   -H-|';

      const { result } = startConversation(lines, cold('|', chunks));

      expectObservable(result).toBe(expected, outputs);
    });
  });

  it('prints the model at /model, and sends later questions with the same history to another model after /model NAME', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('M1----K-2----M|', events);
      const answer = cold('-a-|', chunks);
      const expected = '   M-a-n-K--a-n-m|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected, { ...outputs, m: outputs.K });
    });

    expect(session?.models).toEqual(['default', 'kimi-k3']);
    expect(session?.requests[1]).toEqual([one, assistant('A'), two]);
  });

  it('treats a command with further lines as a question, and prints it as typed', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1L----------|', events);
      const answer = cold('-----a---|', chunks);
      const expected = '   -----a---(nL)-(a|)';

      session = startConversation(lines, answer);

      expectObservable(session.result.pipe(take(4))).toBe(expected, outputs);
    });

    expect(session?.requests[1]?.at(-1)).toEqual({ role: 'user', content: '/clear\nmeans what?' });
  });

  it('ignores a blank line, discards a half-typed line at an interrupt, and ends at an interrupt without a line', () => {
    let session: ReturnType<typeof startConversation> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const lines = hot('-e-t-c-', events);
      const linesSubs = '^----!';
      const answer = cold('-a|', chunks);
      const expected = '   -----|';

      session = startConversation(lines, answer);

      expectObservable(session.result).toBe(expected);
      expectSubscriptions(lines.subscriptions).toBe(linesSubs);
    });

    expect(session?.requests).toEqual([]);
    expect(session?.editorCalls).toEqual(['prompt', 'clear', 'clear']);
  });

  it('finishes the current answer after the end of the input', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const lines = hot('1-|', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-b(n|)';

      const { result } = startConversation(lines, answer);

      expectObservable(result).toBe(expected, outputs);
    });
  });
});
