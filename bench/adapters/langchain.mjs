import { ChatOpenAI } from '@langchain/openai';

const chats = new Map();

export async function readWithLangChain(url, { model, messages, signal }, onContent) {
  const turns = messages.map(({ role, content }) => [role, content]);
  for await (const { content } of await chatAt(url, model).stream(turns, { signal })) onContent(content);
}

/** A `ChatOpenAI` has one model, so there is one for each URL and model. */
function chatAt(baseURL, model) {
  const key = `${baseURL} ${model}`;
  if (!chats.has(key))
    chats.set(key, new ChatOpenAI({ model, apiKey: 'bench', maxRetries: 0, configuration: { baseURL } }));
  return chats.get(key);
}
