// The core of the package with the transport of a runtime other than Node. The mock server runs in another process, since it needs
// Node; its address is in BASE_URL, and its answers are those of scripts/compatibility/core-server.mjs. Takes the loaded modules, throws
// if something does not work, and returns the number of checks and whether the requests went through fetch.
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');

module.exports = async function checkCore({ main, relay, rxjs }) {
  const { VeniceClient, accumulate, contentDeltas, retryOnApiError, runTools, toContent, tool } = main;
  const { defer, firstValueFrom, lastValueFrom, take, tap, timer } = rxjs;
  const story = 'Once upon a time there was a brave knight.';
  const options = { baseURL: process.env.BASE_URL, apiKey: 'the-key-of-this-server' };
  const client = new VeniceClient(options);
  let checks = 0;

  let usedFetch = false;
  const { fetch } = globalThis;
  globalThis.fetch = (...args) => {
    usedFetch = true;
    return fetch(...args);
  };

  const ask = (content = 'Tell me a story.', sender = client, requestOptions = {}) =>
    sender.chat.completions.create(
      { model: 'default', messages: [{ role: 'user', content }], stream: true },
      requestOptions,
    );
  const check = async (title, run) => {
    await run().catch((cause) => {
      throw new Error(title, { cause });
    });
    checks += 1;
  };

  await check('streams', async () => assert.equal(await lastValueFrom(ask().pipe(toContent())), story));
  await check('emits each part when it is received', async () => {
    const parts = [];
    await lastValueFrom(
      ask('Slowly!').pipe(
        contentDeltas(),
        take(3),
        tap((part) => parts.push(part)),
      ),
    );
    assert.ok(parts.length === 3 && story.startsWith(parts.join('')));
  });
  await check('closes the connection when a run is unsubscribed', async () => {
    // The mock server answers this question with the number of requests that were cancelled.
    const countCancelled = async () =>
      Number(await lastValueFrom(ask('How many have left?').pipe(toContent())));
    // The check before this one has cancelled one request.
    while ((await countCancelled()) < 1) await firstValueFrom(timer(5));
    await lastValueFrom(ask('Slowly!').pipe(contentDeltas(), take(1)));
    while ((await countCancelled()) < 2) await firstValueFrom(timer(5));
  });
  await check('accumulates', async () => {
    const { choices, usage } = await lastValueFrom(ask().pipe(accumulate()));
    assert.equal(choices[0].message.content, story);
    assert.ok(usage.total_tokens > 0);
  });
  await check('answers in one piece', async () => {
    const request = { model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }] };
    const { choices } = await lastValueFrom(client.chat.completions.create(request));
    assert.equal(choices[0].message.content, story);
  });
  await check('lists models', async () => assert.ok((await firstValueFrom(client.models.list())).length > 0));
  await check('retries, and succeeds', async () => {
    let attempts = 0;
    const run = defer(() => {
      attempts += 1;
      const headers = attempts === 1 ? { 'x-fault': 'http=bad-gateway' } : {};
      return ask('Tell me a story.', client, { headers });
    });
    const retried = run.pipe(retryOnApiError({ maxRetries: 1, jitter: () => 0 }), toContent());
    assert.equal(await lastValueFrom(retried), story);
    assert.equal(attempts, 2);
  });
  await check('gives up after its retries', async () => {
    const run = ask('Tell me a story.', client, { headers: { 'x-fault': 'http=bad-gateway' } });
    await assert.rejects(lastValueFrom(run.pipe(retryOnApiError({ maxRetries: 1, jitter: () => 0 }))), {
      status: 502,
      attempts: 2,
      retriesExhausted: true,
    });
  });
  await check('tells a truncated answer from a complete one', async () => {
    const run = ask('Tell me a story.', client, { headers: { 'x-fault': 'reset; after=3' } });
    await assert.rejects(lastValueFrom(run.pipe(accumulate())), (error) => {
      assert.equal(error.name, 'TruncatedStreamError');
      assert.ok(story.startsWith(error.partial.choices[0].message.content));
      return true;
    });
  });
  await check('ends a run when its signal aborts', async () => {
    const controller = new AbortController();
    const run = ask('Slowly!', client, { signal: controller.signal });
    await assert.rejects(lastValueFrom(run.pipe(tap(() => controller.abort('enough')))), {
      name: 'RequestAbortedError',
      cause: 'enough',
    });
  });
  await check('fails with an AuthenticationError if the key is wrong', async () => {
    const run = ask('Tell me a story.', new VeniceClient({ ...options, apiKey: 'a-key-that-is-wrong' }));
    await assert.rejects(lastValueFrom(run), (error) => error instanceof main.AuthenticationError);
  });
  await check('fails with an APIConnectionError if the connection is refused', async () => {
    const run = ask('Hello', new VeniceClient({ ...options, baseURL: 'http://127.0.0.1:1/api/v1' }));
    await assert.rejects(lastValueFrom(run), { name: 'APIConnectionError' });
  });
  await check('runs tools, each in the async context of its user', async () => {
    const user = new AsyncLocalStorage();
    const shared = new VeniceClient({ ...options, limits: main.rateLimiter({ concurrency: 1 }) });
    const weather = tool({
      name: 'weather',
      description: 'The weather.',
      execute: () => `weather of ${user.getStore()}`,
    });
    const request = { model: 'default', messages: [{ role: 'user', content: 'Weather?' }] };
    const run = () => lastValueFrom(runTools(shared.chat.completions, request, { tools: [weather] }));
    const users = ['alice', 'bob', 'carol'];
    const ends = await Promise.all(users.map((one) => user.run(one, run)));
    assert.deepEqual(
      ends.map(({ completion }) => completion.choices[0].message.content),
      users.map((one) => `Oslo: weather of ${one}`),
    );
  });
  await check('relays an answer as a Response', async () => {
    const response = await relay.toWebResponse(() => ask());
    const text = await response.text();
    assert.match(response.headers.get('content-type'), /^text\/event-stream/);
    assert.match(text, /data: \[DONE\]\n\n$/);
  });
  await check('closes', async () => {
    await client.close();
    await assert.rejects(lastValueFrom(ask()), { name: 'ClientClosedError' });
  });
  return { checks, usedFetch };
};
