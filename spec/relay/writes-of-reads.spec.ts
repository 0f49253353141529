import { AsyncLocalStorage } from 'node:async_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concat, ignoreElements, merge, share, tap, throwError } from 'rxjs';
import { type ChatCompletionChunk, shareChat } from 'venice-rx';
import { setImmediate } from 'node:timers/promises';
import {
  ByteRelay,
  closeRelays,
  Upstream,
  ending,
  frame,
  toFrames,
  manyFrames,
  toByteText,
} from './byte-relay.js';
import { relayFunctions } from './relay-server.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

afterEach(closeRelays);

describe('the writes of a relay', () => {
  it('happen before the read returns', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    upstream.read(frame('a'));

    expect(response.writes).toHaveLength(1);
    upstream.read(manyFrames());
    expect(response.writes).toHaveLength(2);
    upstream.read(frame('b'));
    expect(response.writes.slice(2).map(toByteText)).toEqual([frame('b')]);
  });

  it.each([
    ['that is parsed', []],
    ['that matches a template', [manyFrames()]],
  ])('happen with the last chunk of a read %s', (_name, earlier) => {
    /** Number of writes when a subscriber after the relay receives a chunk. */
    const counts: number[] = [];
    const { upstream, response } = new ByteRelay('pipeToNodeResponse', {
      operator: (chunks) => {
        const shared = chunks.pipe(share());
        return merge(
          shared,
          shared.pipe(
            tap(() => counts.push(response.writes.length)),
            ignoreElements(),
          ),
        );
      },
    });
    for (const text of earlier) upstream.read(text);
    counts.length = 0;
    const before = response.writes.length;
    upstream.read(frame('a'), frame('b'));

    expect(counts).toEqual([before, before + 1]);
  });

  it('happen in the async context of each relay', () => {
    const users = new AsyncLocalStorage<string>();
    const shared = new Upstream();
    const chunks = shared.chunks().pipe(share());
    const writers: unknown[] = [];
    for (const user of ['alice', 'bob']) {
      users.run(user, () => {
        const { response } = new ByteRelay('pipeToNodeResponse', { operator: () => chunks }, shared);
        jest.spyOn(response, 'write').mockImplementation(() => {
          writers.push(users.getStore());
          return true;
        });
      });
    }
    shared.read(frame('a'));
    shared.read(frame('b'), ': comment\n\n');

    expect(writers).toEqual(['alice', 'bob', 'alice', 'bob']);
  });

  it('close the gate in the read that fills the response', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    upstream.read(manyFrames());
    response.isReady = false;
    upstream.read(frame('a'), frame('b'));

    expect(upstream.gate).toEqual([true, false]);
    response.isReady = true;
    response.emit('drain');
    expect(upstream.gate).toEqual([true, false, true]);
  });

  it('close the connection when more bytes wait than allowed', () => {
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const { upstream, response } = new ByteRelay('pipeToNodeResponse', { maxBuffered: 1000, onError });
    upstream.read(manyFrames());
    response.writableLength = 1001;
    upstream.read(frame('a'), frame('b'));
    upstream.read(frame('c'));

    expect(response.destroyed).toBe(true);
    expect(response.writes).toHaveLength(2);
    expect(errors).toMatchObject([{ kind: 'slow-sink' }]);
  });

  it('are in order if the answer fails in the middle of a read', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    upstream.read(manyFrames());
    upstream.read(
      frame('a'),
      'data: {"error":{"message":"secret","code":"model_overloaded"}}\n\n',
      frame('b'),
    );
    const written = response.writes.slice(1).map(toByteText);

    expect(written).toHaveLength(1);
    expect(written[0]?.startsWith(frame('a'))).toBe(true);
    expect(written[0]).toMatch(/data: \{"error":\{[^\n]*\}\}\n\ndata: \[DONE\]\n\n$/);
    expect(written[0]).not.toContain('secret');
    expect(response.writableEnded).toBe(true);
  });

  it('keep the status 200 of an answer that fails in its first read, after a chunk', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    upstream.read(frame('a'), 'data: {"error":{"message":"m","code":"model_overloaded"}}\n\n');

    expect(response.status).toBe(200);
    expect(toFrames(response.writes.map(toByteText).join(''))).toHaveLength(3);
  });

  it('contain the chunks before the connection broke', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    upstream.read(manyFrames());
    upstream.read(frame('a'));
    upstream.failConnection();

    expect(toByteText(response.writes[1] ?? '')).toBe(frame('a'));
    expect(toByteText(response.writes[2] ?? '')).toContain('"upstream_error"');
  });

  it('contain the chunks before an operator failed', () => {
    let count = 0;
    const { upstream, response } = new ByteRelay('pipeToNodeResponse', {
      operator: (chunks) =>
        chunks.pipe(
          tap(() => {
            count += 1;
            // The second chunk after `manyFrames`.
            if (count === 302) throw new Error('mine');
          }),
        ),
    });
    upstream.read(manyFrames());
    upstream.read(frame('a'), frame('b'));

    expect(
      response.writes
        .slice(1)
        .map(toByteText)
        .join('')
        .startsWith(`${frame('a')}data: {"error"`),
    ).toBe(true);
  });

  it('contain the chunks before the caller unsubscribed in the middle of a read', () => {
    let count = 0;
    const relay = new ByteRelay('pipeToNodeResponse', {
      operator: tap(() => {
        count += 1;
        // The second chunk after `manyFrames`.
        if (count === 302) relay.subscription?.unsubscribe();
      }),
    });
    const { upstream, response } = relay;
    upstream.read(manyFrames());
    upstream.read(frame('a'), frame('b'), frame('c'));
    response.write('mine');

    expect(response.writes.slice(1).map(toByteText)).toEqual([frame('a'), 'mine']);
    expect(response.writableEnded).toBe(false);
  });

  it('are split if the changed chunks of one read are very large', () => {
    const long = 'x'.repeat(100_000);
    const { upstream, response } = new ByteRelay('pipeToNodeResponse', {
      operator: tap((chunk) => Object.assign(chunk, { long })),
    });
    upstream.read(...['a', 'b', 'c', 'd'].map((content) => frame(content)));

    expect(response.writes.map((text) => text.length > 300_000)).toEqual([true, false]);
    expect(toFrames(response.writes.map(toByteText).join(''))).toHaveLength(4);
  });

  it('of chunks that no read has emitted are separate and immediate', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse', {
      operator: (chunks) => concat([createChunk('a'), createChunk('b')], chunks),
    });

    expect(response.writes).toHaveLength(2);
    upstream.read(frame('c'));
    expect(response.writes).toHaveLength(3);
  });

  it('go to every relay of a shared chat', () => {
    const shared = new Upstream();
    const chunks = shared.chunks().pipe(shareChat());
    const relays = [1, 2].map(() => new ByteRelay('pipeToNodeResponse', { operator: () => chunks }));
    shared.sendHead();
    shared.read(manyFrames());
    shared.read(frame('a'), frame('b'));

    for (const { response } of relays)
      expect(response.writes.slice(1).map(toByteText)).toEqual([frame('a') + frame('b')]);
  });

  it('have the status 500 if the source fails synchronously', () => {
    const { response } = new ByteRelay('pipeToNodeResponse', {
      operator: () => throwError(() => new Error('mine')),
    });

    expect(response.status).toBe(500);
  });
});

describe.each(relayFunctions)('%s', (relayFunction) => {
  it('does not retain a read whose chunks are still referenced', async () => {
    const chunks: ChatCompletionChunk[] = [];
    const reads: WeakRef<ArrayBufferLike>[] = [];
    const relay = new ByteRelay(relayFunction, { operator: tap((chunk) => chunks.push(chunk)) });
    relay.upstream.read(manyFrames());
    for (let count = 0; count < 10; count += 1) {
      reads.push(readOwnBytes(relay.upstream, frame('a').repeat(100)));
    }
    // The response may retain the bytes that it writes.
    const written = relay.response.writes.splice(0).map(toByteText);
    await setImmediate();
    collectGarbage();

    expect(chunks).toHaveLength(1300);
    expect(reads.filter((text) => text.deref() !== undefined)).toHaveLength(0);
    expect(written.join('') + (await relay.body())).toContain(frame('a').repeat(1000));
  });

  it('does not retain a whole read for a part that waits for the browser', async () => {
    const relay = new ByteRelay(relayFunction);
    relay.upstream.read(manyFrames());
    relay.upstream.read(frame('a'), ': comment\n\n'.repeat(1000));
    const output = await relay.output();
    const [, part] = output;

    expect(toByteText(part ?? '')).toBe(frame('a'));
    expect((part as Uint8Array).buffer.byteLength).toBe(frame('a').length);
  });
});

describe('the bytes of a whole read', () => {
  it('are written to a response of Node without a copy', () => {
    const { upstream, response } = new ByteRelay('pipeToNodeResponse');
    const bytes = ownBytes(frame('a'));
    upstream.read(manyFrames());
    upstream.readBytes(bytes);

    expect((response.writes.at(-1) as Uint8Array).buffer).toBe(bytes.buffer);
  });

  it('are copied for a web response, whose reader may transfer them', async () => {
    const shared = new Upstream();
    const chunks = shared.chunks().pipe(shareChat());
    const [first, second] = [1, 2].map(
      () => new ByteRelay('toWebResponse', { operator: () => chunks }, shared),
    );
    shared.read(manyFrames());
    shared.readBytes(ownBytes(frame('a')));
    shared.read(ending);
    const pieces = (await first?.output()) ?? [];
    for (const piece of pieces) structuredClone(piece, { transfer: [(piece as Uint8Array).buffer] });

    expect(pieces.map(({ length }) => length)).toEqual(pieces.map(() => 0));
    expect(((await second?.writes()) ?? []).join('')).toContain(frame('a'));
  });
});

/** Sends a read whose bytes are referenced nowhere else. */
function readOwnBytes(upstream: Upstream, text: string): WeakRef<ArrayBufferLike> {
  const bytes = ownBytes(text);
  upstream.readBytes(bytes);
  return new WeakRef(bytes.buffer);
}

/** Returns bytes that fill their buffer. */
function ownBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

function createChunk(content: string): ChatCompletionChunk {
  return {
    id: 'o',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'm',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  };
}
