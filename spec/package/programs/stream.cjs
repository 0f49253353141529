// What a user of CommonJS writes. Prints, as JSON, the text that came and whether undici was loaded for it.
const { contentDeltas, VeniceClient } = require('venice-rx');
const { startLocalServer } = require('venice-rx/server');

startLocalServer({ script: [{ reply: { text: 'Once upon a time …' } }] }).then((server) => {
  const client = new VeniceClient({ baseURL: server.baseURL });
  let text = '';

  client.chat.completions
    .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
    .pipe(contentDeltas())
    .subscribe({
      next: (delta) => (text += delta),
      complete: async () => {
        const usedUndici = Object.keys(require.cache).some((path) => /[\\/]undici[\\/]/.test(path));
        console.log(JSON.stringify({ text, usedUndici }));
        await client.close();
        await server.close();
      },
    });
});
