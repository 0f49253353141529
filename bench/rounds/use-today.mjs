// Preloaded by a worker that measures the peers of today: the adapters' imports of peers come from `today/`.
import { registerHooks } from 'node:module';

const today = new URL('../today/package.json', import.meta.url);
const adapters = new URL('../adapters/', import.meta.url).href;
const peers = ['openai', 'ai', '@ai-sdk/openai-compatible', '@langchain/openai'];

registerHooks({
  resolve: (name, context, next) => {
    const isPeer = peers.includes(name) && context.parentURL?.startsWith(adapters);
    return next(name, isPeer ? { ...context, parentURL: today.href } : context);
  },
});
