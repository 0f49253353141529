import { deepStrictEqual } from 'node:assert';
import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { firstValueFrom } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { VeniceClient, contentDeltas, toContent } from 'venice-rx';
import { engineReplies, scriptedTransport, type ChatReply } from 'venice-rx/testing';

const request = { model: 'default', messages: [{ role: 'user', content: 'Hi' }], stream: true } as const;

function createClient(...replies: ChatReply[]): VeniceClient {
  return new VeniceClient({ baseURL: 'http://test', transport: scriptedTransport(...replies) });
}

describe.each([
  ['deepStrictEqual', deepStrictEqual],
  ['toEqual of Jest', toEqual],
  ['toStrictEqual of Jest', toStrictEqual],
])("RxJS's TestScheduler with %s", (_, assert) => {
  it('runs a scripted transport in virtual time, and compares its subscriptions', () => {
    new TestScheduler(assert).run(({ expectObservable, expectSubscriptions }) => {
      const transport = scriptedTransport('-a-|', '-b--');
      const client = new VeniceClient({ baseURL: 'http://test', transport });
      const result = client.chat.completions.create(request).pipe(contentDeltas());

      expectObservable(result).toBe('         -a-|');
      expectObservable(result, '--^--!').toBe('---b');
      expectSubscriptions(transport.subscriptions).toBe(['^--!', '--^--!']);
    });
  });
});

describe('outside of virtual time', () => {
  it('a character is a millisecond with fake timers', () => {
    jest.useFakeTimers();
    const texts: string[] = [];
    createClient('--a 8ms b|')
      .chat.completions.create(request)
      .pipe(contentDeltas())
      .subscribe((text) => texts.push(text));

    const textsByTime = [1, 2, 10, 11].map((time, index, times) => {
      jest.advanceTimersByTime(time - (times[index - 1] ?? 0));
      return texts.join('');
    });
    jest.useRealTimers();

    expect(textsByTime).toEqual(['', 'a', 'a', 'ab']);
  });

  it('a scripted transport replies in real time', async () => {
    const answer = createClient('-a-b|').chat.completions.create(request).pipe(toContent());

    expect(await firstValueFrom(answer)).toBe('ab');
  });

  it('the engine uses the real clock', async () => {
    const transport = scriptedTransport(engineReplies({ script: [{ reply: { text: 'Hi' } }] }));
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const { headers } = await firstValueFrom(
      client.chat.completions.create({ ...request, stream: false }, { observe: 'response' }),
    );

    expect(Math.abs(Date.parse(headers['date'] ?? '') - Date.now())).toBeLessThan(60_000);
  });
});

it('a bundle for browsers runs without Node and without a test framework', async () => {
  const program = `
    import { contentDeltas } from 'venice-rx';
    import { engineReplies, inVirtualTime } from 'venice-rx/testing';
    inVirtualTime(({ chat, expectObservable }) => {
      expectObservable(chat('-a-|').pipe(contentDeltas())).toBe('-a-|');
    });
    globalThis.outcome = typeof engineReplies();`;
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: resolve(__dirname, '../..') },
    bundle: true,
    platform: 'browser',
    tsconfigRaw: {},
    write: false,
  });
  const page: { outcome?: string } = {};
  runInNewContext(outputFiles[0]!.text, Object.assign(page, { TextDecoder, TextEncoder, URL }));

  expect(page.outcome).toBe('function');
});

function toEqual(actual: unknown, expected: unknown): void {
  expect(actual).toEqual(expected);
}

function toStrictEqual(actual: unknown, expected: unknown): void {
  expect(actual).toStrictEqual(expected);
}
