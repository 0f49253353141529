// A web node in its own process, for thousands of watchers. It reports everything that they have received ten times per second.
import { type ChatCompletionChunk, VeniceClient } from 'venice-rx';
import { type RunFrame, compareOffsets, durableRuns } from 'venice-rx/durable';
import { redisRunStore } from 'venice-rx/redis';
import { clients } from '../clients.js';
import type { NodeReport, NodeSetup, WatchCommand, WatcherReport } from './messages.js';

const { library, redis, baseURL, options } = JSON.parse(process.argv[2]!) as NodeSetup;
const venice = new VeniceClient({ baseURL });
const news = new Map<string, WatcherReport>();

void clients[library]!(redis).then(({ client }) => {
  const runs = durableRuns(redisRunStore(client), {
    sources: {
      chat: (content: string, { gate }) =>
        venice.chat.completions.create(
          { model: 'default', messages: [{ role: 'user', content }], stream: true },
          { gate },
        ),
    },
    runIn: (_context, work) => work(),
    ...options,
  });
  process.on('message', ({ watcher, run, prompt, after }: WatchCommand) => {
    const frames =
      prompt === undefined
        ? runs.follow<ChatCompletionChunk>(run, {
            waitForStart: 120_000,
            ...(after !== undefined && { after }),
          })
        : runs.start(run, { source: 'chat', input: prompt });
    let last = after;
    const add = (report: Partial<WatcherReport>): void => {
      const before = news.get(watcher) ?? { watcher, text: '' };
      news.set(watcher, { ...before, ...report, text: before.text + (report.text ?? '') });
    };
    frames.subscribe({
      next: (frame) => {
        const isLater = last === undefined || compareOffsets(frame.id, last) > 0 || frame.values.length === 0;
        add({ offset: frame.id, text: isLater ? toText(frame) : `[${frame.id} after ${last!}]` });
        last = frame.id;
      },
      error: (error: unknown) => {
        add({ end: error instanceof Error ? error.name : 'not an error' });
      },
      complete: () => {
        add({ end: 'completed' });
      },
    });
  });
  setInterval(() => {
    if (news.size > 0) report([...news.values()]);
    news.clear();
  }, 100);
  report('ready');
});

function toText({ values }: RunFrame<ChatCompletionChunk>): string {
  const contents = values.map(({ choices }) => choices?.[0]?.delta?.content);
  return contents.filter((content) => typeof content === 'string').join('');
}

function report(message: NodeReport): void {
  process.send?.(message);
}
