import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';
import { oncePerUrl } from './once-per-url.mjs';

const providerAt = oncePerUrl((baseURL) =>
  createOpenAICompatible({ name: 'bench', baseURL, apiKey: 'bench' }),
);

export async function readWithVercelAI(url, { model, messages, signal }, onContent) {
  const result = streamText({
    model: providerAt(url)(model),
    messages,
    maxRetries: 0,
    abortSignal: signal,
    onError: ({ error }) => {
      throw error;
    },
  });
  for await (const text of result.textStream) onContent(text);
}
