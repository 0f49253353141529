// The loop that a good engineer writes by hand. The ratios of readers are relative to it: do not optimize it.
import { createParser } from 'eventsource-parser';
import { request } from 'undici';

/** Passes on the content of every chunk. */
export async function readByHand(url, { headers, body, signal }, onContent) {
  const response = await request(`${url}/chat/completions`, { method: 'POST', headers, body, signal });
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
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
