import { LongAnswerServer } from '../contract/long-answer-server.js';
import { RelayProcess } from './programs/relay-process.js';
import { relayFunctions } from './relay-server.js';
import { SlowBrowser } from './slow-browser.js';

const megabyte = 1_000_000;
/** Below the limit of 64 MiB for one stream. */
const answerSize = 60 * megabyte;
const maxGrowth = 20 * megabyte;

// Each relay runs in another process, with the built package; all at the same time, since they mostly wait for the browser.
describe('a browser that reads 1 kB/s from a long answer', () => {
  it.concurrent.each(relayFunctions)(
    'makes the model wait, and increases the memory of the relay by less than 20 MB, over %s',
    async (relayFunction) => {
      await using model = await LongAnswerServer.start(answerSize);
      await using relay = await RelayProcess.start({ relayFunction, baseURL: model.baseURL, hasGate: true });
      const before = await measureBaseline(relay, model);
      using browser = new SlowBrowser(relay.port);
      await waitForPause(model, browser);
      const sent = model.sent;
      const growth = (await relay.memory()) - before;
      await continueReading(browser, 2000);

      expect(growth).toBeLessThan(maxGrowth);
      expect((await relay.memory()) - before).toBeLessThan(maxGrowth);
      expect(model).toMatchObject({ open: 1, finished: 0, sent });
      expect(sent).toBeLessThan(answerSize / 4);

      browser[Symbol.dispose]();
      await model.when(() => model.open === 0);
    },
  );

  it.concurrent.each(relayFunctions)(
    'increases the memory by more than 40 MB without a gate (negative control), over %s',
    async (relayFunction) => {
      await using model = await LongAnswerServer.start(answerSize);
      await using relay = await RelayProcess.start({ relayFunction, baseURL: model.baseURL, hasGate: false });
      const before = await measureBaseline(relay, model);
      using browser = new SlowBrowser(relay.port);
      await model.when(() => model.finished === 1);
      // The bytes of the model may not have reached the relay yet, and no event shows when it has read them.
      let growth = 0;
      for (let attempts = 0; attempts < 500 && growth <= 2 * maxGrowth; attempts += 1)
        growth = (await relay.memory()) - before;

      expect(growth).toBeGreaterThan(2 * maxGrowth);
      expect(browser.read).toBeLessThan(megabyte);
    },
  );
});

/** The memory of the process before the measured answer: after an earlier, cancelled answer, for which it has loaded all its code. */
async function measureBaseline(relay: RelayProcess, model: LongAnswerServer): Promise<number> {
  using first = new SlowBrowser(relay.port);
  await first.when(() => first.read > 0);
  first[Symbol.dispose]();
  await model.when(() => model.open === 0);
  model.sent = 0;
  return await relay.memory();
}

/** Resolves when the model sends nothing more while the browser continues to read, although the answer has not ended. */
async function waitForPause(model: LongAnswerServer, browser: SlowBrowser): Promise<void> {
  for (let sent = 0; sent === 0 || sent !== model.sent;) {
    ({ sent } = model);
    await continueReading(browser, 1000);
  }
}

async function continueReading(browser: SlowBrowser, bytes: number): Promise<void> {
  const { read } = browser;
  await browser.when(() => browser.read >= read + bytes);
}
