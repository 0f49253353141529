import { readPlain } from './venice-rx.mjs';

const leakedTexts = [];

/** Negative control: never unsubscribes, keeps every text, and adds a listener per answer. */
export function readAndLeak(url, request, onContent) {
  process.on('leak', () => onContent(''));
  return readPlain(url, { ...request, signal: undefined }, (content) => {
    leakedTexts.push(Array.from({ length: 1000 }, () => content));
    onContent(content);
  });
}
