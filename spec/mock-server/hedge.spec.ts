import { type Observable, lastValueFrom, mergeMap, range, toArray } from 'rxjs';
import {
  type ChatCompletionChunk,
  type UsageRecord,
  VeniceClient,
  estimateCost,
  hedge,
  toContent,
  usageRecords,
} from 'venice-rx';
import { type MockServer, startMockServer } from 'venice-rx/mock-server';
import { until } from './until.js';

const hedges = 20;
const messages = [{ role: 'user', content: 'Hi' }] as const;

/** Starts a server whose model `default_reasoning` sends its first token after an hour. */
function startServer(): Promise<MockServer> {
  return startMockServer({
    script: [
      {
        reply: ({ model }) => ({
          text: 'Hello',
          timing: { firstTokenDelay: model === 'default_reasoning' ? 3_600_000 : 5 },
        }),
      },
    ],
  });
}

type Hedge = (
  primary: Observable<ChatCompletionChunk>,
  backup: Observable<ChatCompletionChunk>,
) => Observable<ChatCompletionChunk>;

/** Runs 20 hedges at once, whose primary request is slow, and returns their texts. */
function runHedges(client: VeniceClient, hedgeRequests: Hedge): Promise<readonly string[]> {
  const ask = (model: string): Observable<ChatCompletionChunk> =>
    client.chat.completions.create({ model, messages, stream: true });
  const runHedge = (): Observable<string> =>
    hedgeRequests(ask('default_reasoning'), ask('default')).pipe(toContent());
  return lastValueFrom(range(0, hedges).pipe(mergeMap(runHedge), toArray()));
}

describe('hedges over real connections', () => {
  it.each([0, 50])(
    'with a backup request after %s ms leave no request open, and have usage records with their costs',
    async (after) => {
      await using server = await startServer();
      await using client = new VeniceClient({ baseURL: server.baseURL, circuitBreaker: false });
      const models = await lastValueFrom(client.models.list());
      const records: UsageRecord[] = [];
      usageRecords(client).subscribe((record) => records.push(estimateCost(record, models)));

      const texts = await runHedges(client, (primary, backup) => hedge(primary, backup, { after }));
      await until(() => server.openRequests === 0);
      // A connection without a request is kept for the next one.
      await until(() => server.openConnections <= hedges);

      const losers = records.filter(({ outcome }) => outcome === 'cancelled');
      const winners = records.filter(({ outcome }) => outcome === 'completed');
      expect(texts).toEqual(Array(hedges).fill('Hello'));
      expect(server.cancellations).toBe(hedges);
      expect([losers.length, winners.length, records.length]).toEqual([hedges, hedges, 2 * hedges]);
      expect(losers.every(({ cost, isEstimated }) => isEstimated && cost!.usd > 0)).toBe(true);
      expect(winners.every(({ cost, isEstimated }) => !isEstimated && cost!.usd > 0)).toBe(true);

      await client.close();
      await until(() => server.openConnections === 0);
    },
  );

  it('leave requests open if the slower request is not cancelled (negative control)', async () => {
    await using server = await startServer();
    await using client = new VeniceClient({ baseURL: server.baseURL, circuitBreaker: false });

    await runHedges(client, (primary, backup) => {
      primary.subscribe({ error: () => undefined });
      return backup;
    });
    await until(() => server.openRequests === hedges);

    expect(server.openConnections).toBeGreaterThanOrEqual(hedges);
    expect(server.cancellations).toBe(0);
  });
});
