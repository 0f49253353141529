import { buildNode } from './build-node.js';
import { type Outcome, isBeginning, rows } from './failures/rows.js';
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
    const outcome = await play(stage);
    const { requestCount } = stage.mock;
    const cells = describeRow(library, fault, end, outcome, bound, stage.faults, requestCount);
    process.stdout.write(`${cells}\n`);

    expect(outcome).toMatchObject({ end });
    expect(Object.entries(outcome.facts ?? {}).filter(([, isTrue]) => !isTrue)).toEqual([]);
    expect(stage.faults).toBeGreaterThan(0);
    expect(requestCount).toBe(requests);
    // A run frame that is repeated, out of order or missing would change the text.
    expect(isWhole ? outcome.text === answer : isBeginning(outcome.text)).toBe(true);
    if (outcome.partial !== undefined) expect(outcome.partial).toBe(outcome.text);
    expect(outcome.after).toBeLessThanOrEqual(bound + tolerance);
  });
});

function describeRow(
  library: string,
  fault: string,
  expected: string,
  { end, after }: Outcome,
  bound: number,
  faults: number,
  requests: number,
): string {
  const cells = [
    library,
    fault,
    expected,
    end,
    `<= ${bound} ms`,
    `${after} ms`,
    `${faults} faults`,
    `${requests} requests`,
  ];
  return `| ${cells.join(' | ')} |`;
}
