import { ChatOpenAI } from '@langchain/openai';
import { oncePerUrl } from './once-per-url.mjs';

const chatAt = oncePerUrl(
  (baseURL) =>
    new ChatOpenAI({ model: 'default', apiKey: 'bench', maxRetries: 0, configuration: { baseURL } }),
);

export async function readWithLangChain(url, { messages, signal }, onContent) {
  const turns = messages.map(({ role, content }) => [role, content]);
  for await (const { content } of await chatAt(url).stream(turns, { signal })) onContent(content);
}
