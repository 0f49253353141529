// A web node in a process of its own: starts and follows durable runs on command, and reports every frame, end and event.
import { BehaviorSubject, type Observable } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, isVeniceError } from 'venice-rx';
import { type RunFrame, durableRuns } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from '../clients.js';
import type { NodeCommand, NodeReport, NodeSetup } from './node-messages.js';

const { library, redis, baseURL, options, clock } = JSON.parse(process.argv[2]!) as NodeSetup;
const realNow = Date.now;
Date.now = () => realNow() + clock;

const venice = new VeniceClient({ baseURL });
const gate = new BehaviorSubject(true);

void clients[library]!(redis).then(({ client }) => {
  const runs = durableRuns(redisRunStore(client), {
    sources: {
      chat: (content: string, context) =>
        venice.chat.completions.create(
          { model: 'default', messages: [{ role: 'user', content }], stream: true },
          { gate: context.gate },
        ),
    },
    runIn: (_context, work) => work(),
    ...options,
  });
  runs.events.subscribe(({ type }) => {
    report({ type: 'event', event: type });
  });
  process.on('message', (command: NodeCommand) => {
    switch (command.type) {
      case 'start':
        watch(command.watcher, runs.start(command.id, { source: 'chat', input: 'Tell me more.' }));
        break;
      case 'follow': {
        const { type, watcher, id, ...follow } = command;
        watch(watcher, runs.follow<ChatCompletionChunk>(id, { ...follow, gate }));
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

function watch(watcher: string, frames: Observable<RunFrame<ChatCompletionChunk>>): void {
  frames.subscribe({
    next: ({ id, values }) => {
      report({ type: 'frame', watcher, id, text: values.map(toText).join('') });
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

function toText({ choices }: ChatCompletionChunk): string {
  const [choice] = choices ?? [];
  const content = choice?.delta?.content;
  return typeof content === 'string' ? content : '';
}

function toName(error: unknown): string {
  return error instanceof Error ? error.name : 'no error';
}

function report(message: NodeReport): void {
  process.send?.(message);
}
