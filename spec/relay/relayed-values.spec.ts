import { EMPTY, type Observable, concat, firstValueFrom, lastValueFrom, of, throwError, toArray } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  VeniceClient,
  accumulate,
  contentDeltas,
  fetchTransport,
  toCompletion,
  toContent,
} from 'venice-rx';
import { type RelaySource, toWebResponse } from 'venice-rx/relay';
import { apiError, chunk, finish, role, toolCall, usage } from 'venice-rx/testing';
import { startMockServer } from 'venice-rx/mock-server';
import { question } from '../contract/question.js';
import { RelayServer, relayFunctions } from './relay-server.js';

interface RelayResult {
  readonly status: number;
  readonly body: string;
  readonly errors: readonly unknown[];
}

async function relay(source: () => Observable<unknown>, stream: boolean): Promise<RelayResult> {
  const errors: unknown[] = [];
  const response = await toWebResponse(source as RelaySource, {
    stream,
    onError: (error) => void errors.push(error),
  });
  return { status: response.status, body: await response.text(), errors };
}

/** The frames of a stream, without the last one, which is `[DONE]`. */
function frames({ body }: RelayResult): readonly unknown[] {
  const data = body.split('\n\n').map((frame) => frame.replace('data: ', ''));
  expect(data.slice(-2)).toEqual(['[DONE]', '']);
  return data.slice(0, -2).map((json) => JSON.parse(json) as unknown);
}

const chunks = (): Observable<ChatCompletionChunk> =>
  of(role(), chunk('Hel'), chunk('lo'), toolCall({ name: 'a' }), finish('stop'), usage());
const whole = (): Observable<ChatCompletion> => chunks().pipe(toCompletion());
const completion = (): Promise<ChatCompletion> => lastValueFrom(whole());

describe('an answer in one piece', () => {
  it.each<[string, () => Observable<unknown>]>([
    ['chunks', chunks],
    ['one completion', whole],
    ['growing completions', () => chunks().pipe(accumulate())],
    ['an empty piece, and a completion', () => concat(of(role()), whole())],
  ])('is the whole answer if the source emits %s', async (_what, source) => {
    const { status, body, errors } = await relay(source, false);

    expect([status, JSON.parse(body), errors]).toEqual([200, await completion(), []]);
  });

  it('has the status of an error that occurs after the first chunks', async () => {
    const failing = (): Observable<unknown> =>
      concat(
        chunks(),
        throwError(() => apiError(503)),
      );

    expect(await relay(failing, false)).toMatchObject({ status: 503, errors: [{ status: 503 }] });
  });

  it('is an error if the source is empty', async () => {
    const { status, errors } = await relay(() => EMPTY, false);

    expect([status, errors]).toEqual([500, [new TypeError('the relayed chat ended without an answer')]]);
  });
});

describe('a stream', () => {
  it('has unchanged chunks', async () => {
    expect(frames(await relay(chunks, true))).toEqual(await lastValueFrom(chunks().pipe(toArray())));
  });

  it('has a chunk instead of a whole completion', async () => {
    const relayed = frames(await relay(whole, true)) as readonly ChatCompletionChunk[];

    expect(relayed).toHaveLength(1);
    expect(relayed[0]?.object).toBe('chat.completion.chunk');
    expect(await lastValueFrom(of(...relayed).pipe(toCompletion()))).toEqual(await completion());
  });

  it('is an error if the source emits growing completions, which a page would concatenate', async () => {
    const { body, errors } = await relay(() => chunks().pipe(accumulate()), true);

    expect(String(errors)).toMatch(/^TypeError: .*accumulate\(\)/);
    expect(body).toContain('"error"');
  });
});

describe.each([true, false])('with stream: %s', (stream) => {
  it.each<[string, () => Observable<unknown>, string]>([
    ['a string', () => chunks().pipe(contentDeltas()), 'a string'],
    ['null', () => of(null), 'null'],
    ['an event of a tool run', () => of({ type: 'chunk', step: 1, chunk: chunk('a') }), 'toSingleAnswer()'],
  ])('a value that is not an answer is an error of your server: %s', async (_what, source, received) => {
    const { status, errors } = await relay(source, stream);

    expect(status).toBe(500);
    expect(String(errors)).toMatch(/^TypeError: a relayed chat must emit chunks or a completion; received /);
    expect(String(errors)).toContain(received);
  });
});

describe.each(relayFunctions)('a page over %s', (relayFunction) => {
  it.each([true, false])(
    'reads the answer with stream: %s, also if the source emits the other form',
    async (stream) => {
      await using upstream = await startMockServer({ script: [{ reply: { text: 'Once upon a time.' } }] });
      const client = new VeniceClient({ baseURL: upstream.baseURL });
      const source: RelaySource = (gate) =>
        stream
          ? client.chat.completions.create({ ...question, stream: false }, { gate })
          : client.chat.completions.create(question, { gate });
      await using server = await RelayServer.start({ relayFunction, client, source });
      const page = new VeniceClient({ baseURL: server.baseURL, transport: fetchTransport() });
      const { model, messages } = question;

      const text = stream
        ? await lastValueFrom(page.chat.completions.create(question).pipe(toContent()))
        : (await firstValueFrom(page.chat.completions.create({ model, messages }))).choices[0]?.message
            .content;
      expect(text).toBe('Once upon a time.');
      await client.close();
    },
  );
});
