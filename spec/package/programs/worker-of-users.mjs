// A worker with two users of one client, whose requests are sent one at a time. Answers with the text of each run, and the users in
// whose context the run has emitted.
import { AsyncLocalStorage } from 'node:async_hooks';
import { VeniceClient, contentDeltas, rateLimiter } from 'venice-rx';

const user = new AsyncLocalStorage();
const messages = [{ role: 'user', content: 'Who am I?' }];

export default {
  async fetch(_request, { baseURL }) {
    const client = new VeniceClient({
      baseURL,
      apiKey: () => `key-of-${user.getStore()}`,
      limits: rateLimiter({ concurrency: 1 }),
    });
    const run = (done) => {
      const contexts = new Set();
      let text = '';
      client.chat.completions
        .create({ model: 'default', messages, stream: true })
        .pipe(contentDeltas())
        .subscribe({
          next: (delta) => {
            text += delta;
            contexts.add(user.getStore());
          },
          error: (error) => done({ error: `${error}` }),
          complete: () => done({ text, contexts: [...contexts.add(user.getStore())] }),
        });
    };
    const users = ['alice', 'bob', 'alice', 'bob'];
    return Response.json(await Promise.all(users.map((one) => user.run(one, () => new Promise(run)))));
  },
};
