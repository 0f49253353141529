import { readPlain } from './venice-rx.mjs';

const kept = [];

/** Negative control: never unsubscribes, and keeps every text. */
export function readAndLeak(url, request, onContent) {
  process.on('leak', () => onContent(''));
  return readPlain(url, { ...request, signal: undefined }, (content) => {
    kept.push(Array.from({ length: 1000 }, () => content));
    onContent(content);
  });
}
