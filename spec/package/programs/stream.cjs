// A program in CommonJS. Prints as JSON the text of the answer, whether undici was loaded, and whether every field of a request is
// checked.
const { contentDeltas, VeniceClient } = require('venice-rx');
const { startMockServer } = require('venice-rx/mock-server');

startMockServer({ script: [{ reply: { text: 'Once upon a time …' } }] }).then((server) => {
  const client = new VeniceClient({ baseURL: server.baseURL });
  const messages = [{ role: 'user', content: 'Tell me a story.' }];
  let text = '';
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
        const usedUndici = Object.keys(require.cache).some((path) => /[\\/]undici[\\/]/.test(path));
        console.log(JSON.stringify({ text, usedUndici, checksAll: errorName === 'RequestError' }));
        await client.close();
        await server.close();
      },
    });
});
