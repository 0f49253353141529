// A program in ESM. Prints as JSON the text of the answer, whether undici was loaded, and whether every field of a request is checked.
import { createRequire } from 'node:module';
import { contentDeltas, VeniceClient } from 'venice-rx';
import { startMockServer } from 'venice-rx/mock-server';

const { cache } = createRequire(import.meta.url);
const server = await startMockServer({ script: [{ reply: { text: 'Once upon a time …' } }] });
const client = new VeniceClient({ baseURL: server.baseURL });
let text = '';

const messages = [{ role: 'user', content: 'Tell me a story.' }];
let errorName = '';

client.chat.completions
  .create({ model: 'default', messages, temperature: 3 })
  .subscribe({ error: ({ name }) => (errorName = name) });
client.chat.completions
  .create({ model: 'default', messages, stream: true })
  .pipe(contentDeltas())
  .subscribe({
    next: (delta) => (text += delta),
    complete: async () => {
      const usedUndici = Object.keys(cache).some((path) => /[\\/]undici[\\/]/.test(path));
      console.log(JSON.stringify({ text, usedUndici, checksAll: errorName === 'RequestError' }));
      await client.close();
      await server.close();
    },
  });
