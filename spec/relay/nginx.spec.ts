import { type Observable, Subject, finalize, tap } from 'rxjs';
import { type ChatCompletionChunk, VeniceClient, contentDeltas, fetchTransport } from 'venice-rx';
import { chunk, finish } from 'venice-rx/testing';
import { Flag } from '../contract/flag.js';
import { question } from '../contract/question.js';
import { Recording } from '../contract/recording.js';
import { NginxProxy, nginx } from './nginx.js';
import { RelayServer, type RelayUnderTest, relayFunctions } from './relay-server.js';

const isRequired = process.env['REQUIRE_NGINX'] === '1';

it('finds nginx if REQUIRE_NGINX is 1', () => {
  expect(isRequired && nginx === undefined).toBe(false);
});

// The test emits each part of the answer when the previous part has arrived, so no delay matters.
(nginx === undefined ? describe.skip : describe)('behind nginx with its default settings', () => {
  // No request is sent: `source` replaces the answer of the client.
  const settings: Omit<RelayUnderTest, 'relayFunction'> = {
    client: new VeniceClient({ baseURL: 'http://127.0.0.1:9' }),
  };

  describe.each(relayFunctions)('%s', (relayFunction) => {
    it('sends each part of an answer before the answer is complete', async () => {
      const { chunks, source, subscribed } = createChat();
      await using relay = await RelayServer.start({ ...settings, relayFunction, source });
      await using proxy = await NginxProxy.start(nginx!, relay.port);
      const recording = ask(proxy);
      await subscribed.wait();

      for (const word of ['Once ', 'upon ', 'a ', 'time.']) {
        chunks.next(chunk(word));
        await recording.when(() => recording.values.at(-1) === word);
      }
      chunks.next(finish());
      chunks.complete();
      await recording.ended();

      expect(recording).toMatchObject({ end: 'complete', values: ['Once ', 'upon ', 'a ', 'time.'] });
    });

    it('cancels the chat at once when the browser disconnects', async () => {
      const { chunks, source, subscribed, unsubscribed } = createChat();
      await using relay = await RelayServer.start({ ...settings, relayFunction, source });
      await using proxy = await NginxProxy.start(nginx!, relay.port);
      const recording = ask(proxy);
      await subscribed.wait();
      chunks.next(chunk('Once '));
      await recording.when(() => recording.values.length === 1);

      recording.subscription.unsubscribe();
      await unsubscribed.wait();

      expect(relay.open).toBe(0);
    });
  });

  it('sends nothing before the end if nginx may buffer (negative control)', async () => {
    const { chunks, source, subscribed } = createChat();
    await using relay = await RelayServer.start({
      ...settings,
      relayFunction: 'pipeToNodeResponse',
      source,
      options: { headers: { 'x-accel-buffering': 'yes' } },
    });
    await using proxy = await NginxProxy.start(nginx!, relay.port);
    const recording = ask(proxy);
    await subscribed.wait();
    chunks.next(chunk('Once '));

    // nginx has one worker: once it has answered a later request, it has read the chunk.
    const later = await fetch(`http://127.0.0.1:${proxy.port}/api/models`);
    await later.text();
    expect(later.status).toBe(200);
    expect(recording.values).toEqual([]);
    chunks.next(finish());
    chunks.complete();
    await recording.ended();
    expect(recording.values).toEqual(['Once ']);
  });
});

/** A chat whose chunks the test emits, with flags for the subscription and the unsubscription of the relay. */
function createChat() {
  const chunks = new Subject<ChatCompletionChunk>();
  const subscribed = new Flag('the relay has subscribed to the chat');
  const unsubscribed = new Flag('the relay has left the chat');
  const source = (): Observable<ChatCompletionChunk> =>
    chunks.pipe(tap({ subscribe: () => queueMicrotask(subscribed.set) }), finalize(unsubscribed.set));
  return { chunks, source, subscribed, unsubscribed };
}

function ask({ port }: NginxProxy): Recording<string> {
  const client = new VeniceClient({ baseURL: `http://127.0.0.1:${port}/api`, transport: fetchTransport() });
  return new Recording(client.chat.completions.create(question).pipe(contentDeltas()));
}
