import { type Observable, map, skip, take } from 'rxjs';
import type { ChatCompletionChunk, ChatMessage } from 'venice-rx';
import { chunk, inVirtualTime } from 'venice-rx/testing';
import { runConversation } from '../../../src/cli/chat/run-conversation.js';
import { commandList } from '../../../src/cli/chat/conversation-command.js';
import type { LineEditor, LineEvent } from '../../../src/cli/chat/line-editor.js';
import { textOfChunk } from '../../../src/cli/chat/chunk-text.js';
import { toStderr, toStdout } from '../../../src/cli/output.js';

const events: Record<string, LineEvent> = {
  1: { type: 'line', line: 'one' },
  2: { type: 'line', line: 'two' },
  e: { type: 'line', line: ' ' },
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
const prints = {
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
const said = (content: string): ChatMessage => ({ role: 'assistant', content });

/** A conversation, and what it asks of the server and of the editor. */
function talk(
  written: Observable<LineEvent>,
  answer: Observable<ChatCompletionChunk>,
  system: readonly ChatMessage[] = [],
): {
  result: Observable<unknown>;
  asked: (readonly ChatMessage[])[];
  models: string[];
  done: string[];
} {
  const models: string[] = [];
  const asked: (readonly ChatMessage[])[] = [];
  const done: string[] = [];
  const editor: LineEditor = {
    events: written,
    prompt: () => void done.push('prompt'),
    clear: () => void done.push('clear'),
  };
  const result = runConversation({
    editor,
    system,
    model: 'default',
    ask: (messages, model) => {
      asked.push(messages);
      models.push(model);
      return answer;
    },
    show: map((value) => toStdout(textOfChunk(value).answer)),
    describe: () => 'failed',
  });
  // The first line is the help, which one spec looks at.
  return { result: result.pipe(skip(1)), asked, models, done };
}

describe('converse', () => {
  it('asks with everything said before', () => {
    const system: ChatMessage = { role: 'system', content: 'Count.' };
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1-----2-----|', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-bn--a-bn-|';

      made = talk(written, answer, [system]);

      expectObservable(made.result).toBe(expected, prints);
    });

    expect(made?.asked).toEqual([
      [system, one],
      [system, one, said('AB'), two],
    ]);
    expect(made?.done).toEqual(['prompt', 'prompt']);
  });

  it('ends an answer at an interrupt, and remembers what had come of it', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const written = hot('1-c---2-c-c-', events);
      const answer = cold('-a-b|', chunks);
      const answerSubs = ['^-!', ' ------^-!'];
      const expected = '   -an----an-|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(made?.asked[1]).toEqual([one, said('A'), two]);
  });

  it('ends an answer also where something is typed already, and leaves that', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1-t-c', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -an-|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
    });

    expect(made?.done).toEqual(['prompt', 'clear']);
  });

  it('forgets a question that got no answer', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1---2----|', events);
      const answer = cold('-#', chunks);
      const expected = '   -(xn)(xn)|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
    });

    expect(made?.asked).toEqual([[one], [two]]);
  });

  it('keeps lines that come during an answer, and shows them when it asks them', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const written = hot('12e----------------|', events);
      const answer = cold('-----a-b|', chunks);
      const answerSubs = ['^-------!', '--------^-------!'];
      const expected = '   -----a-b(n2)-a-bn--|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(made?.done).toEqual(['prompt']);
  });

  it('drops lines that wait at an interrupt', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const written = hot('122t------2----|', events);
      const answer = cold('-a-b-|', chunks);
      const answerSubs = ['^--!', '----------^----!'];
      const expected = '   -a-n-------a-b-(n|)';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
      expectSubscriptions(answer.subscriptions).toBe(answerSubs);
    });

    expect(made?.asked).toEqual([[one], [one, said('A'), two]]);
    expect(made?.done).toEqual(['prompt', 'prompt']);
  });

  it('says at the start which commands there are', () => {
    inVirtualTime(({ hot, expectObservable }) => {
      const written = hot('-', events);
      const expected = '   (h|)';

      const result = runConversation({
        editor: { events: written, prompt: () => undefined, clear: () => undefined },
        system: [],
        model: 'default',
        ask: () => written as never,
        show: map(() => toStdout('')),
        describe: () => '',
      });

      expectObservable(result.pipe(take(1))).toBe(expected, prints);
    });
  });

  it('starts again at /clear', () => {
    const system: ChatMessage = { role: 'system', content: 'Count.' };
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1----C-2----|', events);
      const answer = cold('-a-|', chunks);
      const expected = '   -a-n-C--a-n-|';

      made = talk(written, answer, [system]);

      expectObservable(made.result).toBe(expected, prints);
    });

    expect(made?.asked).toEqual([
      [system, one],
      [system, two],
    ]);
    expect(made?.done).toEqual(['prompt', 'prompt', 'prompt']);
  });

  it('ends at /exit, after an answer that is under way', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const written = hot('1E2-----', events);
      const writtenSubs = '^---!';
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-b(nE|)';

      const { result } = talk(written, answer);

      expectObservable(result).toBe(expected, prints);
      expectSubscriptions(written.subscriptions).toBe(writtenSubs);
    });
  });

  it('asks nothing for a command that it does not know, and takes a path for a question', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('U--P---|', events);
      const answer = cold('-a|', chunks);
      const expected = '   U---an-|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, prints);
    });

    expect(made?.asked).toEqual([[{ role: 'user', content: '/etc/hosts is what?' }]]);
  });

  it('lists the commands at /help', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('-H-|', events);
      const expected = '   -H-|';

      const { result } = talk(written, cold('|', chunks));

      expectObservable(result).toBe(expected, prints);
    });
  });

  it('shows the model at /model, and changes it for the next questions, which keep the history', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('M1----K-2----M|', events);
      const answer = cold('-a-|', chunks);
      const expected = '   M-a-n-K--a-n-m|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected, { ...prints, m: prints.K });
    });

    expect(made?.models).toEqual(['default', 'kimi-k3']);
    expect(made?.asked[1]).toEqual([one, said('A'), two]);
  });

  it('takes several lines for a question, and shows them as they were typed', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1L----------|', events);
      const answer = cold('-----a---|', chunks);
      const expected = '   -----a---(nL)-(a|)';

      made = talk(written, answer);

      expectObservable(made.result.pipe(take(4))).toBe(expected, prints);
    });

    expect(made?.asked[1]?.at(-1)).toEqual({ role: 'user', content: '/clear\nmeans what?' });
  });

  it('asks nothing for an empty line, throws a typed one away, and ends at an empty one', () => {
    let made: ReturnType<typeof talk> | undefined;
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const written = hot('-e-t-c-', events);
      const writtenSubs = '^----!';
      const answer = cold('-a|', chunks);
      const expected = '   -----|';

      made = talk(written, answer);

      expectObservable(made.result).toBe(expected);
      expectSubscriptions(written.subscriptions).toBe(writtenSubs);
    });

    expect(made?.asked).toEqual([]);
    expect(made?.done).toEqual(['prompt', 'clear', 'clear']);
  });

  it('finishes an answer when no more lines can come', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const written = hot('1-|', events);
      const answer = cold('-a-b|', chunks);
      const expected = '   -a-b(n|)';

      const { result } = talk(written, answer);

      expectObservable(result).toBe(expected, prints);
    });
  });
});
