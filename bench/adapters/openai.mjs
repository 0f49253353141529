import OpenAI from 'openai';
import { oncePerUrl } from './once-per-url.mjs';

const clientAt = oncePerUrl((baseURL) => new OpenAI({ baseURL, apiKey: 'bench', maxRetries: 0 }));

export async function readWithOpenAI(url, { model, messages, signal }, onContent) {
  const options = { signal };
  const stream = await clientAt(url).chat.completions.create({ model, messages, stream: true }, options);
  for await (const { choices } of stream) onContent(choices[0]?.delta.content ?? '');
}

export async function readWithOpenAIStream(url, { model, messages, signal }, onContent) {
  const stream = clientAt(url).chat.completions.stream({ model, messages }, { signal });
  for await (const { choices } of stream) onContent(choices[0]?.delta.content ?? '');
}
