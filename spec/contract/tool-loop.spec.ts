import { LLMock } from '@copilotkit/aimock';
import { lastValueFrom, map, take, takeWhile, tap, timer, toArray } from 'rxjs';
import {
  type ChatCompletionRequest,
  type ChatMessage,
  type ToolRunEvent,
  VeniceClient,
  repairHistory,
  runTools,
  tool,
  validateHistory,
} from 'venice-rx';
import { type Script, startMockServer } from 'venice-rx/mock-server';
import { z } from 'zod';

const tools = [
  tool({
    name: 'weather',
    description: 'The weather in a city.',
    inputSchema: z.object({ city: z.string() }),
    execute: ({ city }) =>
      timer(0, 5).pipe(
        take(3),
        map((count) => ({ city, count })),
      ),
  }),
  tool({ name: 'time', description: 'The time of day.', execute: () => Promise.resolve('noon') }),
];
const request = { model: 'default', messages: [{ role: 'user', content: 'How is Oslo?' }] } as const;

/** The tool calls of each step before the last. The call of the second step has invalid arguments. */
const steps = [
  [
    { name: 'weather', arguments: '{"city":"Oslo"}' },
    { name: 'time', arguments: '{}' },
  ],
  [{ name: 'weather', arguments: '{"town":"Oslo"}' }],
];
const answer = 'Mild, at noon.';

interface Server {
  readonly baseURL: string;
  readonly close: () => Promise<void>;
}

const servers: readonly (readonly [name: string, start: () => Promise<Server>])[] = [
  ['aimock', startAimock],
  ['the mock server', startMock],
];

/** An independent server. Its first two answers call tools. */
async function startAimock(): Promise<Server> {
  const mock = new LLMock({ host: '127.0.0.1', port: 0, chunkSize: 4, latency: 0 });
  steps.forEach((toolCalls, turn) => mock.onTurn(turn, /./, { toolCalls }));
  mock.onTurn(steps.length, /./, { content: answer });
  await mock.start();
  return { baseURL: `http://127.0.0.1:${mock.port}/v1`, close: () => mock.stop() };
}

function startMock(): Promise<Server> {
  const countTurns = ({ messages }: ChatCompletionRequest): number =>
    messages.filter(({ role }) => role === 'assistant').length;
  const script: Script = [
    ...steps.map((toolCalls, turn) => ({
      when: (request: ChatCompletionRequest) => countTurns(request) === turn,
      reply: { text: '', toolCalls },
    })),
    { reply: { text: answer } },
  ];
  return startMockServer({ script });
}

describe.each(servers)('a run of tools against %s', (_, start) => {
  let server: Server;
  let client: VeniceClient;

  beforeAll(async () => {
    server = await start();
    client = new VeniceClient({ baseURL: server.baseURL, apiKey: 'any' });
  });

  afterAll(async () => {
    await client.close();
    await server.close();
  });

  it('sends three requests, runs two tools at the same time, and ends with the answer', async () => {
    const events = await lastValueFrom(runTools(client.chat.completions, request, { tools }).pipe(toArray()));
    const mainEvents = events.filter(({ type }) => type !== 'chunk' && type !== 'tool-progress');
    const last = events.at(-1);

    expect(mainEvents.map(({ type, step }) => `${step} ${type}`)).toEqual([
      '1 step',
      '1 tool-call',
      '1 tool-call',
      '1 tool-result',
      '1 tool-result',
      '2 step',
      '2 tool-call',
      '2 tool-result',
      '3 step',
      '3 completion',
    ]);
    expect(events.filter(({ type }) => type === 'tool-progress')).toHaveLength(3);
    expect(last).toMatchObject({ completion: { choices: [{ message: { content: answer } }] } });
    expect(getToolContents(last)).toEqual([
      '{"city":"Oslo","count":2}',
      'noon',
      expect.stringContaining('the arguments do not match the schema: city:'),
    ]);
    expect(last && 'messages' in last && validateHistory(last.messages)).toEqual([]);
  });

  it('continues from the repaired history after it was unsubscribed from while a tool ran', async () => {
    let messages: readonly ChatMessage[] = request.messages;
    await lastValueFrom(
      runTools(client.chat.completions, request, { tools }).pipe(
        tap((event) => {
          if ('messages' in event) messages = event.messages;
        }),
        takeWhile(({ type }) => type !== 'tool-progress'),
      ),
    );

    expect(validateHistory(messages)).not.toEqual([]);
    const last = await lastValueFrom(
      runTools(client.chat.completions, { ...request, messages: repairHistory(messages) }, { tools }),
    );
    expect(last).toMatchObject({
      type: 'completion',
      step: 2,
      completion: { choices: [{ message: { content: answer } }] },
    });
  });
});

function getToolContents(event: ToolRunEvent | undefined): readonly unknown[] {
  const messages = event && 'messages' in event ? event.messages : [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => content);
}
