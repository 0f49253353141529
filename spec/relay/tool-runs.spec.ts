import { Observable, filter, firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { Conversation, VeniceClient, fetchTransport, runTools, toCompletion, tool } from 'venice-rx';
import { type MockServer, startMockServer } from 'venice-rx/mock-server';
import { type RelayOptions, type RelaySource, relayGuard, toSingleAnswer } from 'venice-rx/relay';
import { Flag } from '../contract/flag.js';
import { question } from '../contract/question.js';
import { RelayServer, relayFunctions } from './relay-server.js';

const script = [
  {
    reply: ({ messages }: { readonly messages: readonly { readonly role: string }[] }) =>
      messages.at(-1)?.role === 'tool'
        ? { text: 'Twelve are left.' }
        : { text: 'Let me see.', toolCalls: [{ name: 'stock', arguments: {} }] },
  },
];
const stock = tool({ name: 'stock', description: 'Items in stock.', execute: () => 12 });

let upstream: MockServer;
let client: VeniceClient;
beforeEach(async () => {
  upstream = await startMockServer({ script });
  client = new VeniceClient({ baseURL: upstream.baseURL, circuitBreaker: false });
});
afterEach(async () => {
  await client.close();
  await upstream.close();
});

const safeSource: RelaySource = (gate) =>
  runTools((step) => client.chat.completions.create(step, { gate }), question, { tools: [stock] }).pipe(
    toSingleAnswer(),
  );

/** A source without `toSingleAnswer`, by mistake: its chunks contain the calls of the run. */
const leakingSource: RelaySource = (gate) =>
  client.chat.completions.create({ ...question, tools: [stock.definition] }, { gate });

function createPage({ baseURL }: RelayServer): VeniceClient {
  return new VeniceClient({ baseURL, transport: fetchTransport() });
}

it('performs a run with the request of a guard result', async () => {
  const guard = relayGuard({ origins: [], models: ['default'], allowWithoutOrigin: true });
  const result = await guard(
    new Request('https://relay.example/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...question, stream: false }),
    }),
  );
  if (result.type === 'response') throw new Error('refused');
  const run = runTools(client.chat.completions, result.request, { tools: [stock] });

  expect((await lastValueFrom(run)).type).toBe('completion');
});

describe.each(relayFunctions)('%s', (relayFunction) => {
  const start = (source: RelaySource, options: RelayOptions = {}): Promise<RelayServer> =>
    RelayServer.start({ relayFunction, client, source, options });

  it.each([true, false])('sends a page one answer of a run, with stream: %s', async (stream) => {
    await using relay = await start(safeSource);
    const { completions } = createPage(relay).chat;
    const { model, messages } = question;
    const completion = stream
      ? await lastValueFrom(completions.create(question).pipe(toCompletion()))
      : await firstValueFrom(completions.create({ model, messages }));

    expect(completion.choices).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: 'Let me see.\n\nTwelve are left.' },
        finish_reason: 'stop',
      },
    ]);
    const steps = await lastValueFrom(
      runTools(client.chat.completions, question, { tools: [stock] }).pipe(toArray()),
    );
    expect(completion.usage).toEqual(
      steps.flatMap((event) => (event.type === 'completion' ? event.usage : []))[0],
    );
    expect(upstream.requestCount).toBe(4);
  });

  it.each<[string, RelaySource]>([
    ['one answer', safeSource],
    ['the calls of the server by mistake', leakingSource],
  ])('gets one request from a page without tools if it sends %s', async (_what, source) => {
    await using relay = await start(source);
    const page = createPage(relay);
    let requests = 0;
    const chat = new Conversation((request) => ((requests += 1), page.chat.completions.create(request)), {
      request: { model: 'default' },
    });
    chat.send('How many are left?');
    const state = await firstValueFrom(
      chat.state.pipe(filter(({ isRunning, messages }) => !isRunning && messages.length > 1)),
    );

    expect(requests).toBe(1);
    expect(state.messages.at(-1)).toMatchObject({
      role: 'assistant',
      content: expect.stringMatching(/^Let me see\./) as string,
    });
    expect(JSON.stringify(state.messages)).not.toContain('tool_calls');
  });

  it.each(['a tool', 'an approval'])('cancels %s when the page disconnects', async (what) => {
    const waiting = new Flag(`${what} waits`);
    const over = new Flag(`${what} is cancelled`);
    const wait = (): Observable<never> =>
      new Observable(() => {
        waiting.set();
        return over.set;
      });
    const slow = tool({ name: 'stock', description: 'Items in stock.', execute: wait });
    const options = what === 'a tool' ? { tools: [slow] } : { tools: [stock], approve: wait };
    await using relay = await start((gate) =>
      runTools((step) => client.chat.completions.create(step, { gate }), question, options).pipe(
        toSingleAnswer(),
      ),
    );
    const page = createPage(relay).chat.completions.create(question).subscribe();
    await waiting.wait();
    page.unsubscribe();
    await over.wait();

    expect(upstream.requestCount).toBe(1);
  });
});
