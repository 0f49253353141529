import { caseCount, seed, sized } from '../support/cases.js';
import { type Dialect, type Dimension, dimensions, drawDialect } from './dialect.js';
import { expectReadings, expectWhole } from './expect-reading.js';
import { drawMeaning } from './meaning.js';
import { Random } from './random.js';
import { type Response, readStream, readWhole } from './read-answer.js';
import { AnswerWriter } from './write-answer.js';
import { writeWait } from './write-error.js';

/** Number of answers in a run of this spec: 200, or 10,000 at full size, unless `CASES` sets another one. */
const count = process.env['CASES'] === undefined ? sized(200, 10_000) : caseCount;

/** Draws the meaning of an answer and the dialect of a server, writes the answer, and compares the result of each reader with the meaning. */
async function runCase(
  caseSeed: number,
): Promise<{ readonly dialect: Dialect; readonly response: Response }> {
  const random = new Random(caseSeed);
  const meaning = drawMeaning(random);
  const dialect = drawDialect(random, meaning);
  const { end } = meaning;
  const written = new AnswerWriter(meaning, dialect, random).write();
  const isRefused = end.type === 'refused';
  const response: Response = {
    status: isRefused ? end.error.status : 200,
    headers: isRefused ? writeWait(end.wait, dialect) : {},
    written: isRefused
      ? {
          body: JSON.stringify({ error: { message: end.error.message } }),
          sent: meaning.choices.map(() => ({ text: '', reasoning: '' })),
        }
      : written,
  };
  try {
    if (dialect.body === 'stream')
      expectReadings(await readStream(response, random), meaning, dialect, response.written.sent);
    else expectWhole(await readWhole(response, random), meaning, dialect);
  } catch (error) {
    const details = JSON.stringify({ meaning, dialect, body: response.written.body }, null, 1);
    throw new Error(`SEED=${caseSeed} CASES=1: ${(error as Error).message}\n${details}`, { cause: error });
  }
  return { dialect, response };
}

describe(`a server that may differ in ${Object.keys(dimensions).length} ways`, () => {
  it(`sends ${count} answers that every reader understands, SEED=${seed}`, async () => {
    const drawn = new Map<string, number>();
    for (let number = 0; number < count; number += 1) {
      const { dialect } = await runCase(seed + number);
      for (const [name, form] of Object.entries(dialect)) {
        const key = `${name}: ${JSON.stringify(form)}`;
        drawn.set(key, (drawn.get(key) ?? 0) + 1);
      }
    }
    const missing = Object.keys(dimensions).flatMap((name) =>
      dimensions[name as Dimension].filter((form) => !drawn.has(`${name}: ${JSON.stringify(form)}`)),
    );
    if (count >= 200) expect(missing).toEqual([]);
    process.stdout.write(`Answers of any server: ${count}; ${toCoverage(drawn)}\n`);
  });
});

/** How often each form was drawn. */
function toCoverage(drawn: ReadonlyMap<string, number>): string {
  return [...drawn].map(([key, times]) => `${key} ${times}`).join(', ');
}
