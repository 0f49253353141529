import { firstValueFrom, interval, map, pairwise, filter, timeout } from 'rxjs';
import { LongAnswerServer } from '../contract/long-answer-server.js';
import { RelayProcess } from './programs/relay-process.js';
import { ways } from './relay-server.js';
import { SlowBrowser } from './slow-browser.js';

const megabyte = 1_000_000;
const answerSize = 200 * megabyte;
const mostGrowth = 20 * megabyte;

// Measured in a process of its own, which runs what is built.
describe.each(ways)('a browser that reads 1 kB/s from 200 MB, over %s', (way) => {
  it('makes the model wait, and costs the relay less than 20 MB', async () => {
    await using model = await LongAnswerServer.start(answerSize);
    await using relay = await RelayProcess.start({ way, baseURL: model.baseURL, hasGate: true });
    const before = await memoryOnceLoaded(relay, model);
    using browser = new SlowBrowser(relay.port);
    await pauseOf(model);
    const sent = model.sent;
    const growth = (await relay.memory()) - before;
    const { read } = browser;
    await seconds(3);

    expect(growth).toBeLessThan(mostGrowth);
    expect((await relay.memory()) - before).toBeLessThan(mostGrowth);
    expect(model).toMatchObject({ open: 1, finished: 0, sent });
    expect(sent).toBeLessThan(answerSize / 4);
    expect(browser.read).toBeGreaterThan(read);

    browser[Symbol.dispose]();
    await model.when(() => model.open === 0);
  }, 60_000);

  it('costs it far more without the gate: the control', async () => {
    await using model = await LongAnswerServer.start(answerSize);
    await using relay = await RelayProcess.start({ way, baseURL: model.baseURL, hasGate: false });
    const before = await memoryOnceLoaded(relay, model);
    using browser = new SlowBrowser(relay.port);
    await model.when(() => model.finished === 1, 30_000);

    expect((await relay.memory()) - before).toBeGreaterThan(3 * mostGrowth);
    expect(browser.read).toBeLessThan(megabyte);
  }, 60_000);
});

/** What the process takes before the answer that is measured: it has loaded all its code for one before, which was left. */
async function memoryOnceLoaded(relay: RelayProcess, model: LongAnswerServer): Promise<number> {
  using first = new SlowBrowser(relay.port);
  await firstValueFrom(interval(20).pipe(filter(() => first.read > 0)));
  first[Symbol.dispose]();
  await model.when(() => model.open === 0, 10_000);
  model.sent = 0;
  return await relay.memory();
}

/** Resolves when nothing has been sent for a second, although there is more. */
async function pauseOf(model: LongAnswerServer): Promise<void> {
  await firstValueFrom(
    interval(1000).pipe(
      map(() => model.sent),
      pairwise(),
      filter(([earlier, later]) => earlier > 0 && earlier === later),
      timeout(20_000),
    ),
  );
}

function seconds(count: number): Promise<number> {
  return firstValueFrom(interval(count * 1000));
}
