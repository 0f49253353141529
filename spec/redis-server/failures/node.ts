// A web node in its own process: starts and follows durable runs on command, and reports every frame, end and event.
import { BehaviorSubject, type Observable, defer, forkJoin, map, take } from 'rxjs';
import { type ChatCompletionChunk, type ToolRunEvent, VeniceClient, isVeniceError } from 'venice-rx';
import { type RunFrame, durableRuns } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from '../clients.js';
import type { NodeCommand, NodeReport, NodeSetup } from './node-messages.js';
import { createToolRun } from './tool-run.js';

const {
  library,
  redis,
  baseURL,
  options,
  clock,
  continuesTools = false,
} = JSON.parse(process.argv[2]!) as NodeSetup;
const realNow = Date.now;
Date.now = () => realNow() + clock;

const venice = new VeniceClient({ baseURL });
const gate = new BehaviorSubject(true);
const toolRun = createToolRun(venice, (name) => {
  report({ type: 'event', event: `executed ${name}` });
});

void clients[library]!(redis).then(({ client }) => {
  const runs = durableRuns(redisRunStore(client), {
    sources: {
      chat: (content: string, context) =>
        venice.chat.completions.create(
          { model: 'default', messages: [{ role: 'user', content }], stream: true },
          { gate: context.gate },
        ),
      tools: toolRun.start,
    },
    runIn: (_context, work) => work(),
    ...(continuesTools && { onLost: toolRun.continueAfter }),
    ...options,
  });
  runs.events.subscribe(({ type }) => {
    report({ type: 'event', event: type });
  });
  process.on('message', (command: NodeCommand) => {
    switch (command.type) {
      case 'start':
        watch(
          command.watcher,
          runs.start(command.id, { source: command.source ?? 'chat', input: 'Tell me more.' }),
        );
        break;
      case 'join': {
        const joins = Array.from({ length: command.count }, () =>
          defer(() => {
            const start = performance.now();
            return runs.follow(command.id).pipe(
              take(1),
              map(() => performance.now() - start),
            );
          }),
        );
        forkJoin(joins).subscribe({
          next: (delays) => {
            report({ type: 'joined', delays });
          },
          error: (error: unknown) => {
            report({ type: 'event', event: `not joined: ${toName(error)} ${String(error)}` });
          },
        });
        break;
      }
      case 'follow': {
        const { type, watcher, id, ...follow } = command;
        watch(watcher, runs.follow(id, { ...follow, gate }));
        break;
      }
      case 'gate':
        gate.next(command.isOpen);
        break;
      case 'stop':
        runs.stop(command.id).subscribe({
          next: ({ status }) => {
            report({ type: 'stopped', status });
          },
          error: (error: unknown) => {
            report({ type: 'stopped', status: toName(error) });
          },
        });
        break;
      case 'close':
        void runs.close({ drainTimeout: command.drainTimeout });
    }
  });
  report({ type: 'ready' });
});

function watch(watcher: string, frames: Observable<RunFrame<unknown>>): void {
  frames.subscribe({
    next: ({ id, values }) => {
      report({ type: 'frame', watcher, id, text: values.map(toText).join('') });
      const events = values as readonly (ChatCompletionChunk | ToolRunEvent)[];
      if (events.some((event) => 'type' in event && event.type === 'tool-result'))
        report({ type: 'event', event: 'tool-result' });
    },
    error: (error: unknown) => {
      const partial = isVeniceError(error) ? error.partial?.choices[0]?.message.content : undefined;
      const failure = (error as { readonly failure?: { readonly name: string } }).failure?.name;
      report({
        type: 'end',
        watcher,
        error: toName(error),
        ...(failure !== undefined && { failure }),
        ...(typeof partial === 'string' && { partial }),
      });
    },
    complete: () => {
      report({ type: 'end', watcher });
    },
  });
}

/** The content of a chunk, or of the event of a tool run with one. */
function toText(value: unknown): string {
  const { choices, chunk } = value as Partial<ChatCompletionChunk> & { readonly chunk?: unknown };
  if (chunk !== undefined) return toText(chunk);
  const content = choices?.[0]?.delta?.content;
  return typeof content === 'string' ? content : '';
}

function toName(error: unknown): string {
  return error instanceof Error ? error.name : 'no error';
}

function report(message: NodeReport): void {
  process.send?.(message);
}
