import { createParser } from 'eventsource-parser';

/** The loop by hand over `fetch` instead of undici: shows the cost of `fetch` itself. */
export async function readByHandThroughFetch(url, { headers, body, signal }, onContent) {
  const response = await fetch(`${url}/chat/completions`, { method: 'POST', headers, body, signal });
  if (!response.ok) throw new Error(`status ${response.status}`);
  const decoder = new TextDecoder();
  let isDone = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') isDone = true;
      else onContent(JSON.parse(data).choices[0]?.delta.content ?? '');
    },
  });
  for await (const bytes of response.body) parser.feed(decoder.decode(bytes, { stream: true }));
  if (!isDone) throw new Error('truncated');
}
