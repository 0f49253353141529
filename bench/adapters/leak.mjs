import { readPlain } from './venice-rx.mjs';

const kept = [];

/** The control of the counters: never leaves what it has begun, and keeps what it has seen. */
export function readAndLeak(url, ask, onContent) {
  process.on('leak', () => onContent(''));
  return readPlain(url, { ...ask, signal: undefined }, (content) => {
    kept.push(Array.from({ length: 1000 }, () => content));
    onContent(content);
  });
}
