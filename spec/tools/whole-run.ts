import { type Observable, NEVER, asyncScheduler, concat, defer, finalize, map, timer } from 'rxjs';
import { type ToolRunEvent, VeniceClient, retryOnApiError, runTools, tool } from 'venice-rx';
import {
  type ScriptedTransport,
  apiError,
  finish,
  reasoning,
  role,
  scriptedTransport,
  toolCall,
  usage,
} from 'venice-rx/testing';

const values = {
  r: role(),
  h: reasoning('Two things to find out.'),
  w: toolCall({ index: 0, name: 'weather', arguments: { city: 'Oslo' } }),
  t: toolCall({ index: 1, name: 'time' }),
  d: toolCall({ index: 0, id: 'call_3', name: 'drop', arguments: { table: 'cities' } }),
  f: finish('tool_calls'),
  u: usage({ prompt: 10, completion: 5, usd: 0.25 }),
  a: 'Mild, ',
  b: 'at noon.',
};

/** A run of three steps, with its signals and its open subscriptions. */
export interface WholeRun {
  readonly events: Observable<ToolRunEvent>;
  readonly transport: ScriptedTransport;
  /** The signals that tools have received, by the name of the tool. */
  readonly signals: Map<string, AbortSignal>;
  /** Names of the tools and approvals that are subscribed to. */
  readonly open: Set<string>;
}

/**
 * Three steps in virtual time: two tools at the same time, one with progress; then a request that fails and is retried, and whose call
 * is rejected; then the answer. The first request is sent at 0.
 */
export function createWholeRun(): WholeRun {
  const open = new Set<string>();
  const signals = new Map<string, AbortSignal>();
  const track = <T>(name: string, source: Observable<T>): Observable<T> =>
    defer(() => {
      open.add(name);
      return source.pipe(finalize(() => open.delete(name)));
    });
  const weather = tool({
    name: 'weather',
    description: 'The weather in a city.',
    inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
    execute: ({ city }, { signal }) => {
      signals.set('weather', signal);
      const progress = concat(after(4, 'asked'), after(6, { city, degrees: 12 }));
      return track('weather', progress);
    },
  });
  const time = tool({
    name: 'time',
    description: 'The time of day.',
    execute: (_, { signal }) => {
      signals.set('time', signal);
      return track('time', after(3, 'noon'));
    },
  });
  const drop = tool({
    name: 'drop',
    description: 'Drops a table.',
    execute: () => track('drop', NEVER),
  });
  const transport = scriptedTransport(
    { marbles: '--r-h-w-t-f-u-|', values },
    { marbles: '---#', error: apiError(503) },
    { marbles: '--r-d-f-u-|', values },
    { marbles: '--r-a-b-u-|', values },
  );
  const client = new VeniceClient({ baseURL: 'http://test', transport });
  const events = runTools(
    client.chat.completions,
    { model: 'default', messages: [{ role: 'user', content: 'How is Oslo?' }] },
    {
      tools: [weather, time, drop],
      retry: retryOnApiError({ jitter: () => 0 }),
      approve: ({ name }) => (name === 'drop' ? track('approval', after(5, 'Never.')) : true),
    },
  );
  return { events, transport, signals, open };
}

function after<T>(milliseconds: number, value: T): Observable<T> {
  return timer(milliseconds).pipe(map(() => value));
}

/** Returns the time, step and type of an event, and the name of its tool. */
export function describeEvent(event: ToolRunEvent): string {
  const name = 'call' in event ? event.call.function.name : '';
  return `${asyncScheduler.now()}: ${event.step} ${event.type} ${name}`.trimEnd();
}
