import { Subject } from 'rxjs';
import { Conversation } from '../../dist/node/index.js';
import { textChunk } from './chunks.mjs';
import { sendsRow } from './sends-row.mjs';
import { median } from '../rounds/median.mjs';

const [few, many] = [10, 10_000];
const request = { model: 'm' };

/**
 * A row of the table: nanoseconds for a question and the first chunk of its answer, in a conversation of 10 entries and in one of
 * 10,000. The two take turns, so that the load of the machine is the same for both.
 */
export function measureSends(bar) {
  const rounds = [];
  for (let round = -1; round < 15; round += 1) {
    const [short, long] = [makeSender(few), makeSender(many)];
    const times = [[], []];
    for (let sent = 0; sent < 200; sent += 1) {
      times[0].push(measureTime(short));
      times[1].push(measureTime(long));
    }
    // Round -1 is the warm-up.
    if (round >= 0) rounds.push(times.map(median));
  }
  const ratio = median(rounds.map(([short, long]) => long / short));
  const times = [0, 1].map((at) => median(rounds.map((round) => round[at])));
  return { name: sendsRow, times, ratio, isGood: ratio <= bar };
}

/** The time to save and to load 10,000 entries, and their memory. */
export function describeSaving() {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const conversation = makeConversation(many);
  globalThis.gc?.();
  const kilobytes = (process.memoryUsage().heapUsed - before) / 1024;
  let saved;
  const saving = measureTime(() => (saved = JSON.stringify(conversation.export())));
  const loading = measureTime(
    () => new Conversation(() => new Subject(), { request, from: JSON.parse(saved) }),
  );
  const milliseconds = (time) => `${(time / 1e6).toFixed(0)} ms`;
  return (
    `Conversation, ${many} entries: export ${milliseconds(saving)}, load ${milliseconds(loading)}, ` +
    `${(kilobytes / many).toFixed(2)} kB of heap each`
  );
}

function makeSender(count) {
  let answer = new Subject();
  const conversation = makeConversation(count, () => (answer = new Subject()));
  conversation.state.subscribe();
  return () => {
    conversation.send('Go on.');
    answer.next(textChunk);
    conversation.stop();
  };
}

function makeConversation(count, chat = () => new Subject()) {
  const messages = Array.from({ length: count }, (_, index) => ({
    role: index % 2 === 0 ? 'user' : 'assistant',
    content: `What was said before, number ${index}.`,
  }));
  return new Conversation(chat, { request, messages });
}

function measureTime(run) {
  const startedAt = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - startedAt);
}
