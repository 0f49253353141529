import * as fc from 'fast-check';
import { NEVER, type Observable, takeUntil, timer } from 'rxjs';
import { type Model, type UsageRecord, VeniceClient, estimateCost, hedge, usageRecords } from 'venice-rx';
import {
  type ChatReply,
  apiError,
  cut,
  finish,
  inVirtualTime,
  role,
  scriptedTransport,
  usage,
} from 'venice-rx/testing';
import { caseCount, cases, seed } from '../support/cases.js';

const values = { r: role(), a: 'Hel', b: 'lo', f: finish(), u: usage({ usd: 0.5 }), x: cut() };
/** A token costs 1 USD. The messages are 32 characters of JSON, which are estimated as 8 tokens. */
const pricing = { input: { usd: 1e6 }, output: { usd: 1e6 } };
const models: readonly Model[] = ['slow', 'quick'].map((id) => ({ id, model_spec: { pricing } }));

/** The usage records of a hedge of two models, by model, with their costs. */
function usageLog(
  { slow, quick }: Readonly<Record<'quick' | 'slow', ChatReply>>,
  after: number,
  stop: Observable<unknown> = NEVER,
): { readonly records: readonly UsageRecord[]; readonly sent: number; readonly open: number } {
  const transport = scriptedTransport(({ body }) =>
    (body as { model: string }).model === 'slow' ? slow : quick,
  );
  const records: UsageRecord[] = [];
  inVirtualTime(() => {
    const client = new VeniceClient({ baseURL: 'http://test', transport });
    const messages = [{ role: 'user', content: 'Hi' }] as const;
    const ask = (model: string): Observable<unknown> =>
      client.chat.completions.create({ model, messages, stream: true });
    usageRecords(client).subscribe((record) => records.push(estimateCost(record, models)));
    hedge(ask('slow'), ask('quick'), { after })
      .pipe(takeUntil(stop))
      .subscribe({ error: () => undefined });
  });
  const { requests } = transport;
  return {
    records,
    sent: requests.length,
    open: requests.filter(({ outcome }) => outcome === 'open').length,
  };
}

describe('the usage log of a hedge', () => {
  it('has the cancelled primary, with its estimated cost, when the backup has output first', () => {
    const { records } = usageLog(
      { slow: { marbles: '-r 99ms a-f|', values }, quick: { marbles: '-r-a-f-(u|)', values } },
      10,
    );

    expect(records).toMatchObject([
      { model: 'slow', outcome: 'cancelled', duration: 13, parts: 0, cost: { usd: 8 }, isEstimated: true },
      { model: 'quick', outcome: 'completed', startedAt: 10, cost: { usd: 0.5 }, isEstimated: false },
    ]);
  });

  it('has the cancelled backup, with its estimated cost, when the primary has output first', () => {
    const { records } = usageLog(
      { slow: { marbles: '-r---a-f-(u|)', values }, quick: { marbles: '-r 99ms a-f|', values } },
      3,
    );

    expect(records).toMatchObject([
      { model: 'quick', outcome: 'cancelled', duration: 2, parts: 0, cost: { usd: 8 }, isEstimated: true },
      { model: 'slow', outcome: 'completed', cost: { usd: 0.5 }, isEstimated: false },
    ]);
  });

  it('has both requests if both are sent at once', () => {
    const { records } = usageLog(
      { slow: { marbles: '---a-(u|)', values }, quick: { marbles: '-a-(u|)', values } },
      0,
    );

    expect(records).toMatchObject([
      { model: 'slow', outcome: 'cancelled', startedAt: 0, duration: 1 },
      { model: 'quick', outcome: 'completed', startedAt: 0 },
    ]);
  });

  it('has a request that fails, without a cost', () => {
    const { records } = usageLog(
      { slow: { marbles: '-#', error: apiError(503) }, quick: { marbles: '-a-(u|)', values } },
      10,
    );

    expect(records).toMatchObject([
      { model: 'slow', outcome: 'failed', errorName: 'ServiceUnavailableError', cost: { usd: 0 } },
      { model: 'quick', outcome: 'completed', startedAt: 1, cost: { usd: 0.5 } },
    ]);
  });

  it('has no record of a backup that was not sent', () => {
    const { records } = usageLog({ slow: { marbles: '-a-(u|)', values }, quick: '-a|' }, 10);

    expect(records).toMatchObject([{ model: 'slow', outcome: 'completed' }]);
  });

  it('has exactly one record for every request that was sent, whatever fails or is cancelled', () => {
    const reply: fc.Arbitrary<ChatReply> = fc.oneof(
      fc.constantFrom('-r-a-b|', 'a|', '|', '-r|', '-r-#', '#', '30ms a|', '-r 99ms #'),
      fc.constant({ marbles: '-a-x', values }),
    );
    const plan = fc.record({
      slow: reply,
      quick: reply,
      after: fc.constantFrom(0, 1, 2, 10, Infinity),
      stopAfter: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
    });
    let requests = 0;
    fc.assert(
      fc.property(plan, ({ slow, quick, after, stopAfter }) => {
        const stop = stopAfter === undefined ? NEVER : timer(stopAfter);
        const { records, sent, open } = usageLog({ slow, quick }, after, stop);
        requests += sent;
        expect(records).toHaveLength(sent);
        expect(new Set(records.map(({ model }) => model)).size).toBe(sent);
        // An empty answer does not end the other request.
        const empty = [slow, quick].filter((one) => one === '|' || one === '-r|').length;
        const completed = records.filter(({ outcome }) => outcome === 'completed').length;
        expect(completed).toBeLessThanOrEqual(1 + empty);
        expect(open).toBe(0);
      }),
      cases,
    );
    process.stdout.write(`hedges: ${caseCount} cases, ${requests} requests, SEED=${seed}\n`);
  });
});
