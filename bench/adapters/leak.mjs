import { readPlain } from './venice-rx.mjs';

const kept = [];

/** Negative control: never unsubscribes, keeps every text, and adds a listener per answer. */
export function readAndLeak(url, request, onContent) {
  process.on('leak', () => onContent(''));
  return readPlain(url, { ...request, signal: undefined }, (content) => {
    kept.push(Array.from({ length: 1000 }, () => content));
    onContent(content);
  });
}
