// The core of the package over real sockets, for whatever versions of Node, RxJS and undici are installed. Takes the entries as
// ESM or CommonJS has loaded them, throws where something is not as promised, and returns how many checks there were.
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { getEventListeners } = require('node:events');

module.exports = async function checkCore({ main, node, server: { startMockServer }, rxjs }) {
  const { VeniceClient, accumulate, contentDeltas, retryOnApiError, runTools, toContent, tool } = main;
  const { firstValueFrom, lastValueFrom, take, tap, timer } = rxjs;
  const messages = [{ role: 'user', content: 'Tell me a story.' }];
  const said = 'Once upon a time there was a brave knight.';
  const answer = { text: said, timing: { tokenDelay: 1 } };
  const slow = { text: said.repeat(20), timing: { tokenDelay: 20 } };
  const call = { text: '', toolCalls: [{ name: 'weather', arguments: { city: 'Oslo' } }] };
  const reply = ({ messages: asked }) => {
    if (asked.at(-1).content === 'Slowly!') return slow;
    if (asked.at(-1).role === 'tool') return { text: `Oslo: ${asked.at(-1).content}` };
    return asked.at(-1).content === 'Weather?' ? call : answer;
  };
  let checks = 0;
  const transports = { undici: node.undiciTransport(), fetch: main.fetchTransport() };

  for (const [name, transport] of Object.entries(transports)) {
    const server = await startMockServer({ script: [{ reply }], apiKey: 'the-key-of-this-server' });
    const options = { baseURL: server.baseURL, apiKey: 'the-key-of-this-server', transport };
    const client = new VeniceClient(options);
    const ask = (more, of = client, how = {}) =>
      of.chat.completions.create({ model: 'default', messages, stream: true, ...more }, how);
    const check = async (what, run) => {
      await run().catch((cause) => {
        throw new Error(`${name}: ${what}`, { cause });
      });
      checks += 1;
    };

    await check('streams', async () => assert.equal(await lastValueFrom(ask().pipe(toContent())), said));
    await check('accumulates', async () => {
      const { choices, usage } = await lastValueFrom(ask().pipe(accumulate()));
      assert.equal(choices[0].message.content, said);
      assert.ok(usage.total_tokens > 0);
    });
    await check('answers in one piece', async () => {
      const { choices } = await lastValueFrom(client.chat.completions.create({ model: 'default', messages }));
      assert.equal(choices[0].message.content, said);
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
    await check('ends at a signal, and lets go of it', async () => {
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
    await check('tries again', async () => {
      let attempts = 0;
      const failing = { ...options, interceptors: [counted], headers: { 'x-fault': 'http=bad-gateway' } };
      function counted(request, next) {
        attempts += 1;
        return next(request);
      }
      const run = ask({}, new VeniceClient(failing)).pipe(
        retryOnApiError({ maxRetries: 1, jitter: () => 0 }),
      );
      await assert.rejects(lastValueFrom(run), { status: 502, attempts: 2, retriesExhausted: true });
      assert.equal(attempts, 2);
    });
    await check('tells a cut answer from a complete one', async () => {
      const run = ask({}, client, { headers: { 'x-fault': 'reset; after=3' } }).pipe(accumulate());
      await assert.rejects(lastValueFrom(run), (error) => {
        assert.equal(error.name, 'TruncatedStreamError');
        assert.ok(said.startsWith(error.partial.choices[0].message.content));
        return true;
      });
    });
    await check('refuses a wrong key with a class of its own', async () => {
      const run = ask({}, new VeniceClient({ ...options, apiKey: 'a-key-that-is-wrong' }));
      await assert.rejects(lastValueFrom(run), (error) => error instanceof main.AuthenticationError);
    });
    await check('refuses a wrong request before it is sent', async () => {
      const before = server.requestCount;
      await assert.rejects(lastValueFrom(ask({ temperature: 3 })), {
        name: 'RequestError',
        path: 'temperature',
      });
      assert.equal(server.requestCount, before);
    });
    await check('cannot connect, and says so', async () => {
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
    await check('recognizes the context of a user, also after that of another one', async () => {
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
      'sends the key that a function returns, and does not refuse it for failures of another',
      async () => {
        let key = 'a-key-that-is-wrong';
        const of = new VeniceClient({ ...options, apiKey: () => key });
        for (let failures = 0; failures < 10; failures += 1) await assert.rejects(lastValueFrom(ask({}, of)));
        key = options.apiKey;
        assert.equal(await lastValueFrom(ask({}, of).pipe(toContent())), said);
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
