import { buildNode } from './build-node.js';
import { type Observed, isBeginning, rows } from './failures/rows.js';
import { Stage, answer } from './failures/stage.js';
import { describeWithRedis } from './redis-server.js';

const program = buildNode('failures/node.ts');
/** How much longer a busy machine may take, in milliseconds. */
const tolerance = 3000;

describeWithRedis.each(['redis 6', 'ioredis 6'])('with %s', (library) => {
  it.each(rows)('$fault: $end', async ({ fault, end, bound, requests, isWhole, timing, script, play }) => {
    await using stage = await Stage.start(
      program,
      library,
      script ?? [{ reply: { text: answer, timing: timing ?? { tokenDelay: 30 } } }],
    );
    const observed = await play(stage);
    const { requestCount } = stage.mock;
    const cells = describeRow(library, fault, end, observed, bound, stage.hits, requestCount);
    process.stdout.write(`${cells}\n`);

    expect(observed).toMatchObject({ end });
    expect(Object.entries(observed.facts ?? {}).filter(([, isTrue]) => !isTrue)).toEqual([]);
    expect(stage.hits).toBeGreaterThan(0);
    expect(requestCount).toBe(requests);
    // Once and in order, whatever happened: a frame that came twice or was left out would be seen here.
    expect(isWhole ? observed.text === answer : isBeginning(observed.text)).toBe(true);
    if (observed.partial !== undefined) expect(observed.partial).toBe(observed.text);
    expect(observed.after).toBeLessThanOrEqual(bound + tolerance);
  });
});

function describeRow(
  library: string,
  fault: string,
  expected: string,
  { end, after }: Observed,
  bound: number,
  hits: number,
  requests: number,
): string {
  const cells = [
    library,
    fault,
    expected,
    end,
    `<= ${bound} ms`,
    `${after} ms`,
    `${hits} hits`,
    `${requests} requests`,
  ];
  return `| ${cells.join(' | ')} |`;
}
