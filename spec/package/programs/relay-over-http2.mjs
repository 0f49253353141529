// The relay over node:http2, whose responses differ between the versions of Node. Prints the number of checks.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, constants, createServer } from 'node:http2';
import { Observable, map, range } from 'rxjs';
import { pipeToNodeResponse } from 'venice-rx/relay';

const piece = 'x'.repeat(10_000);
const chunk = {
  id: 'a',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content: piece } }],
};
/** Far more than the flow control window of an HTTP/2 stream. */
const long = range(0, 20).pipe(map(() => chunk));
const { NGHTTP2_CANCEL, NGHTTP2_NO_ERROR } = constants;
let checks = 0;

async function check(handler, browser) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${server.address().port}`);
  const stream = session.request({ ':method': 'POST' });
  stream.on('error', () => undefined).end('{}');
  await browser({ session, stream });
  session.destroy();
  server.close();
  await once(server, 'close');
  checks += 1;
}

/** Creates a promise that resolves when `set` is called. */
function event() {
  let set;
  const promise = new Promise((resolve) => (set = resolve));
  return { set, promise };
}

// The gate closes, and opens again.
{
  const gates = [];
  const full = event();
  await check(
    (_request, response) =>
      pipeToNodeResponse(
        response,
        (gate) =>
          new Observable((subscriber) => {
            gate.subscribe((isOpen) => {
              gates.push(isOpen);
              if (!isOpen) full.set();
              else if (gates.length > 1) subscriber.complete();
            });
            long.subscribe((value) => subscriber.next(value));
          }),
      ),
    async ({ stream }) => {
      await full.promise;
      stream.resume();
      await once(stream, 'end');
    },
  );
  assert.deepEqual(gates, [true, false, true]);
}

// A browser that reads nothing is disconnected.
{
  const over = event();
  await check(
    (_request, response) =>
      pipeToNodeResponse(
        response,
        () =>
          new Observable((subscriber) => {
            long.subscribe((value) => subscriber.next(value));
            return over.set;
          }),
        { maxPause: 20 },
      ),
    () => over.promise,
  );
}

for (const code of [NGHTTP2_CANCEL, NGHTTP2_NO_ERROR]) {
  // A browser cancels the request before the server calls `pipeToNodeResponse`.
  const ready = event();
  const called = event();
  let count = 0;
  await check(
    (_request, response) => {
      response.stream.on('aborted', () => {
        pipeToNodeResponse(response, () => ((count += 1), long));
        called.set();
      });
      ready.set();
    },
    async ({ stream }) => {
      await ready.promise;
      stream.close(code);
      await called.promise;
    },
  );
  assert.equal(count, 0);

  // A browser cancels the request before it has read the body.
  const over = event();
  await check(
    (_request, response) =>
      pipeToNodeResponse(
        response,
        () =>
          new Observable((subscriber) => {
            long.subscribe((value) => subscriber.next(value));
            return over.set;
          }),
      ),
    async ({ stream }) => {
      await once(stream, 'response');
      stream.close(code);
      await over.promise;
    },
  );
}

console.log(checks);
