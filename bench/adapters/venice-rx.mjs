import { VeniceClient, accumulate, fetchTransport } from '../../dist/node/index.js';
import { oncePerUrl } from './once-per-url.mjs';

const clientAt = oncePerUrl((baseURL) => new VeniceClient({ baseURL, apiKey: 'bench' }));
const fetchingClientAt = oncePerUrl(
  (baseURL) => new VeniceClient({ baseURL, apiKey: 'bench', transport: fetchTransport() }),
);

/** Number of chunks without text: role, finish reason and usage. */
const chunksWithoutText = 3;

export function readPlain(url, request, onContent) {
  return readContent(clientAt(url), request, onContent);
}

export function readThroughFetch(url, request, onContent) {
  return readContent(fetchingClientAt(url), request, onContent);
}

export function readAccumulated(url, request, onContent) {
  return readCompletions(clientAt(url), request, onContent);
}

/** Receives the completion so far with every chunk, and reads the text of the last one. */
export function readCompletions(client, { model, messages }, onContent) {
  return new Promise((resolve, reject) => {
    let last;
    let count = 0;
    client.chat.completions
      .create({ model, messages, stream: true })
      .pipe(accumulate())
      .subscribe({
        next: (completion) => {
          last = completion;
          count += 1;
        },
        error: reject,
        complete: () => {
          onContent(last.choices[0].message.content, count - chunksWithoutText);
          resolve();
        },
      });
  });
}

export function readContent(client, { model, messages, signal }, onContent) {
  return new Promise((resolve, reject) => {
    const subscription = client.chat.completions.create({ model, messages, stream: true }).subscribe({
      next: ({ choices }) => onContent(choices[0]?.delta.content ?? ''),
      error: reject,
      complete: resolve,
    });
    signal?.addEventListener('abort', () => subscription.unsubscribe(), { once: true });
  });
}
