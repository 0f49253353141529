import { createParser } from 'eventsource-parser';
import { Observable, scan } from 'rxjs';

const initial = { content: '', chunks: [] };

/** A first attempt: an Observable over fetch, and a `scan` that creates an object for each chunk. */
export function readNaively(url, { headers, body, signal }, onContent) {
  return new Promise((resolve, reject) => {
    toChunks(url, { method: 'POST', headers, body, signal })
      .pipe(
        scan(({ content }, chunk) => {
          const delta = chunk.choices[0]?.delta.content ?? '';
          return { ...initial, content: content + delta, delta };
        }, initial),
      )
      .subscribe({ next: ({ delta }) => onContent(delta), error: reject, complete: resolve });
  });
}

function toChunks(url, init) {
  return new Observable((subscriber) => {
    const parser = createParser({
      onEvent: ({ data }) => {
        if (data !== '[DONE]') subscriber.next(JSON.parse(data));
      },
    });
    fetch(`${url}/chat/completions`, init)
      .then(async (response) => {
        const decoder = new TextDecoder();
        for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }));
        subscriber.complete();
      })
      .catch((error) => subscriber.error(error));
  });
}
