// The core of the package over real sockets, with the installed versions of Node, RxJS and undici. Takes the entries as ESM or CommonJS
// has loaded them, throws if something does not work, and returns the number of checks.
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { getEventListeners } = require('node:events');

module.exports = async function checkCore({ main, node, server: { startMockServer }, rxjs }) {
  const { VeniceClient, accumulate, contentDeltas, retryOnApiError, runTools, toContent, tool } = main;
  const { firstValueFrom, lastValueFrom, take, tap, timer } = rxjs;
  const messages = [{ role: 'user', content: 'Tell me a story.' }];
  const story = 'Once upon a time there was a brave knight.';
  const answer = { text: story, timing: { tokenDelay: 1 } };
  const slow = { text: story.repeat(20), timing: { tokenDelay: 20 } };
  const call = { text: '', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] };
  const reply = ({ messages: request }) => {
    if (request.at(-1).content === 'Slowly!') return slow;
    if (request.at(-1).role === 'tool') return { text: `Oslo: ${request.at(-1).content}` };
    return request.at(-1).content === 'Weather?' ? call : answer;
  };
  let checks = 0;
  const transports = { undici: node.undiciTransport(), fetch: main.fetchTransport() };

  for (const [name, transport] of Object.entries(transports)) {
    const server = await startMockServer({ script: [{ reply }], apiKey: 'the-key-of-this-server' });
    const options = { baseURL: server.baseURL, apiKey: 'the-key-of-this-server', transport };
    const client = new VeniceClient(options);
    const ask = (fields, sender = client, requestOptions = {}) =>
      sender.chat.completions.create({ model: 'default', messages, stream: true, ...fields }, requestOptions);
    const check = async (title, run) => {
      await run().catch((cause) => {
        throw new Error(`${name}: ${title}`, { cause });
      });
      checks += 1;
    };

    await check('streams', async () => assert.equal(await lastValueFrom(ask().pipe(toContent())), story));
    await check('accumulates', async () => {
      const { choices, usage } = await lastValueFrom(ask().pipe(accumulate()));
      assert.equal(choices[0].message.content, story);
      assert.ok(usage.total_tokens > 0);
    });
    await check('answers in one piece', async () => {
      const { choices } = await lastValueFrom(client.chat.completions.create({ model: 'default', messages }));
      assert.equal(choices[0].message.content, story);
    });
    await check('lists models', async () =>
      assert.ok((await firstValueFrom(client.models.list())).length > 0),
    );
    await check('cancels', async () => {
      await lastValueFrom(
        ask({ messages: [{ role: 'user', content: 'Slowly!' }] }).pipe(contentDeltas(), take(2)),
      );
      while (server.cancellations !== 1 || server.openRequests > 0) await firstValueFrom(timer(5));
    });
    await check('ends a run when its signal aborts, and removes its listener', async () => {
      const controller = new AbortController();
      const run = ask({ messages: [{ role: 'user', content: 'Slowly!' }] }, client, {
        signal: controller.signal,
      });
      await assert.rejects(lastValueFrom(run.pipe(tap(() => controller.abort('enough')))), {
        name: 'RequestAbortedError',
        cause: 'enough',
      });
      assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    });
    await check('retries, and fails after the last retry', async () => {
      let attempts = 0;
      const failing = {
        ...options,
        interceptors: [countAttempt],
        headers: { 'x-fault': 'http=bad-gateway' },
      };
      function countAttempt(request, next) {
        attempts += 1;
        return next(request);
      }
      const run = ask({}, new VeniceClient(failing)).pipe(
        retryOnApiError({ maxRetries: 1, jitter: () => 0 }),
      );
      await assert.rejects(lastValueFrom(run), { status: 502, attempts: 2, retriesExhausted: true });
      assert.equal(attempts, 2);
    });
    await check('tells a truncated answer from a complete one', async () => {
      const run = ask({}, client, { headers: { 'x-fault': 'reset; after=3' } }).pipe(accumulate());
      await assert.rejects(lastValueFrom(run), (error) => {
        assert.equal(error.name, 'TruncatedStreamError');
        assert.ok(story.startsWith(error.partial.choices[0].message.content));
        return true;
      });
    });
    await check('fails with an AuthenticationError if the key is wrong', async () => {
      const run = ask({}, new VeniceClient({ ...options, apiKey: 'a-key-that-is-wrong' }));
      await assert.rejects(lastValueFrom(run), (error) => error instanceof main.AuthenticationError);
    });
    await check('rejects an invalid request before it is sent', async () => {
      const before = server.requestCount;
      await assert.rejects(lastValueFrom(ask({ temperature: 3 })), {
        name: 'RequestError',
        path: 'temperature',
      });
      assert.equal(server.requestCount, before);
    });
    await check('fails with an APIConnectionError if the connection is refused', async () => {
      const run = ask({}, new VeniceClient({ ...options, baseURL: 'http://127.0.0.1:1/api/v1' }));
      await assert.rejects(lastValueFrom(run), { name: 'APIConnectionError' });
    });
    await check('runs tools', async () => {
      const weather = tool({
        name: 'weather',
        description: 'The weather.',
        execute: ({ city }) => `${city.length} degrees`,
      });
      const request = { model: 'default', messages: [{ role: 'user', content: 'Weather?' }] };
      const end = await lastValueFrom(runTools(client.chat.completions, request, { tools: [weather] }));
      assert.equal(end.completion.choices[0].message.content, 'Oslo: 4 degrees');
    });
    await check('keeps the async context of each user', async () => {
      const user = new AsyncLocalStorage();
      const users = ['alice', 'bob', 'carol', 'dave', 'erin'];
      const weather = tool({
        name: 'weather',
        description: 'The weather.',
        execute: () => `weather of ${user.getStore()}`,
      });
      const keys = new Map();
      const shared = new VeniceClient({
        ...options,
        apiKey: () => Promise.resolve(`key-of-${user.getStore()}`),
        transport: (request) => {
          const key = request.headers.authorization;
          keys.set(key, (keys.get(key) ?? 0) + 1);
          return transport({
            ...request,
            headers: { ...request.headers, authorization: `Bearer ${options.apiKey}` },
          });
        },
        limits: main.rateLimiter({ concurrency: 1 }),
      });
      const request = { model: 'default', messages: [{ role: 'user', content: 'Weather?' }] };
      const askAs = (one) =>
        user.run(one, () => lastValueFrom(runTools(shared.chat.completions, request, { tools: [weather] })));
      const ends = [...(await Promise.all(users.map(askAs)))];
      for (const one of users) ends.push(await askAs(one));
      assert.deepEqual(
        ends.map(({ completion }) => completion.choices[0].message.content),
        [...users, ...users].map((one) => `Oslo: weather of ${one}`),
      );
      assert.deepEqual(
        [...keys].sort(),
        users.map((one) => [`Bearer key-of-${one}`, 4]),
      );
    });
    await check('captures equal contexts for the same user only', async () => {
      const user = new AsyncLocalStorage();
      const captureAs = (one) => user.run(one, node.captureContext);
      user.run('alice', () => {
        const context = node.captureContext();
        assert.ok(context.equals(node.captureContext()));
        assert.ok(!context.equals(captureAs('bob')));
        assert.ok(context.equals(node.captureContext()));
        assert.ok(context.equals(captureAs('alice')));
      });
      assert.ok(captureAs(undefined).equals(node.captureContext()));
    });
    await check(
      'sends the current key of an `apiKey` function, and does not reject it after failures of another key',
      async () => {
        let key = 'a-key-that-is-wrong';
        const changing = new VeniceClient({ ...options, apiKey: () => key });
        for (let failures = 0; failures < 10; failures += 1)
          await assert.rejects(lastValueFrom(ask({}, changing)));
        key = options.apiKey;
        assert.equal(await lastValueFrom(ask({}, changing).pipe(toContent())), story);
      },
    );
    await check('has no headers in an error that a framework could copy', async () => {
      const run = ask({}, new VeniceClient({ ...options, apiKey: 'a-key-that-is-wrong' }));
      await assert.rejects(lastValueFrom(run), (error) => {
        assert.equal(error.headers, undefined);
        assert.equal(error.header('content-type').split(';')[0], 'application/json');
        return true;
      });
    });
    await check('closes', async () => {
      await client.close();
      await assert.rejects(lastValueFrom(ask()), { name: 'ClientClosedError' });
      await server.close();
      assert.equal(server.openConnections, 0);
    });
  }
  await transports.undici.close();
  return checks;
};
