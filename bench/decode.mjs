// Measures decoding without a socket: our decoder against eventsource-parser and JSON.parse. `npm run bench:decode`.
import { createHash } from 'node:crypto';
import { corpora } from './stream-server/corpora.mjs';
import { byHand, ours } from './decode/decoders.mjs';
import { median } from './rounds/median.mjs';

const chunks = 20_000;
const rounds = 15;
const readSize = 65_536;

console.log(
  'decoding, relative to a loop of eventsource-parser and JSON.parse (in brackets: this loop relative to itself)',
);
for (const [name, frame] of Object.entries(corpora)) {
  const reads = toReads(Array.from({ length: chunks }, (_, number) => frame(number)));
  const times = { byHand: [], again: [], ours: [] };
  for (let round = -3; round < rounds; round += 1) {
    const results = [time(byHand, reads), time(ours, reads), time(byHand, reads)];
    if (new Set(results.map(({ hash }) => hash)).size > 1) throw new Error(`${name}: the texts differ`);
    if (round < 0) continue; // warm-up
    times.byHand.push(results[0].ms);
    times.ours.push(results[1].ms);
    times.again.push(results[2].ms);
  }
  const base = median(times.byHand);
  const ratio = (all) => (median(all) / base).toFixed(2);
  console.log(`${name.padEnd(24)} ${ratio(times.ours)}   (${ratio(times.again)})`);
}

function toReads(frames) {
  const bytes = new TextEncoder().encode(frames.map((data) => `data: ${JSON.stringify(data)}\n\n`).join(''));
  const count = Math.ceil(bytes.length / readSize);
  return Array.from({ length: count }, (_, read) => bytes.subarray(read * readSize, (read + 1) * readSize));
}

function time(decode, reads) {
  const hash = createHash('sha256');
  const texts = [];
  const startedAt = performance.now();
  decode(reads, (chunk) => texts.push(chunk.choices[0].delta.content));
  const ms = performance.now() - startedAt;
  return { ms, hash: hash.update(texts.join('')).digest('hex') };
}
