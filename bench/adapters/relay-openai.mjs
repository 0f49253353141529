import { once } from 'node:events';
import OpenAI from 'openai';
import { oncePerUrl } from './once-per-url.mjs';

const clientAt = oncePerUrl((baseURL) => new OpenAI({ baseURL, apiKey: 'bench', maxRetries: 0 }));

export async function relayWithOpenAI(url, { model, messages }, response) {
  const stream = await clientAt(url).chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for await (const chunk of stream) {
    if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await once(response, 'drain');
  }
  response.end('data: [DONE]\n\n');
}
