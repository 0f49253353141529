/**
 * Each reads one stream and passes on its text, either per chunk or the whole text at the end; `bytes only` passes on the number of bytes.
 * Only the adapter in use is loaded.
 */
const readers = {
  'by hand': async () => (await import('./by-hand.mjs')).readByHand,
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

/** Reads one answer that is in memory. */
const memoryReaders = {
  'in memory: by hand': async () => (await import('./in-memory.mjs')).readByHandInMemory,
  'in memory: venice-rx': async () => (await import('./in-memory.mjs')).readPlainInMemory,
  'in memory: venice-rx, accumulate': async () => (await import('./in-memory.mjs')).readAccumulatedInMemory,
};

/** Relays one stream to a response of Node. */
const relays = {
  'relay: by hand': async () => (await import('./relay-by-hand.mjs')).pipeByHand,
  'relay: venice-rx': async () => (await import('./relay-venice-rx.mjs')).relayWithVeniceRx,
  'relay: openai': async () => (await import('./relay-openai.mjs')).relayWithOpenAI,
};

const adapters = { ...readers, ...memoryReaders, ...relays };

/** Loads an adapter. `by hand, again` is the loop by hand in a second process, which shows the noise. */
export function loadAdapter(name) {
  return adapters[name.replace(/, again$/, '')]();
}
