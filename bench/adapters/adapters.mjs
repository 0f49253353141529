/** Who is measured. Each reads one stream, and hands over the text of every chunk; nothing is loaded before it is used. */
export const adapters = {
  'by hand': async () => (await import('./by-hand.mjs')).readByHand,
  'by hand, again': async () => (await import('./by-hand.mjs')).readByHand,
  'by hand, fetch': async () => (await import('./by-hand-fetch.mjs')).readByHandThroughFetch,
  'bytes only': async () => (await import('./bytes-only.mjs')).countBytes,
  'venice-rx': async () => (await import('./venice-rx.mjs')).readPlain,
  'venice-rx, accumulate': async () => (await import('./venice-rx.mjs')).readAccumulated,
  'venice-rx, fetch': async () => (await import('./venice-rx.mjs')).readThroughFetch,
  'a leak': async () => (await import('./leak.mjs')).readAndLeak,
  'naive RxJS': async () => (await import('./naive-rxjs.mjs')).readNaively,
  openai: async () => (await import('./openai.mjs')).readWithOpenAI,
  'openai .stream()': async () => (await import('./openai.mjs')).readWithOpenAIStream,
  'Vercel AI': async () => (await import('./vercel-ai.mjs')).readWithVercelAI,
  LangChain: async () => (await import('./langchain.mjs')).readWithLangChain,
};
