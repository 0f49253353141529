// Opens streams to a server that will be killed. Sends its parent a message when all streams have begun, and how each has ended.
import { type Observable, catchError, concat, defer, forkJoin, ignoreElements, map, of, tap } from 'rxjs';
import { VeniceClient, accumulate, isVeniceError } from 'venice-rx';
import { question } from '../../contract/question.js';
import { transports } from '../../contract/transports.js';
import type { KillReport, StreamEnd } from './report.js';

const [name, baseURL = '', count] = process.argv.slice(2);
const transport = transports.find((one) => one.name === name);
if (transport === undefined) throw new Error(`no transport is called ${String(name)}`);
const client = new VeniceClient({ baseURL, transport: transport.create() });
let unhandled = 0;
process.on('unhandledRejection', () => (unhandled += 1)).on('uncaughtException', () => (unhandled += 1));

let begunCount = 0;
const streams = Array.from({ length: Number(count) }, () => stream());
forkJoin(streams).subscribe((ends) => {
  // At `beforeExit`, so that late rejections count too.
  process.once('beforeExit', () => {
    const report: KillReport = { ends, unhandled };
    process.send?.(report, () => process.disconnect());
  });
});

function stream(): Observable<StreamEnd> {
  let textSoFar = '';
  const onText = (text: string): void => {
    if (textSoFar === '' && text !== '' && (begunCount += 1) === streams.length) process.send?.('under way');
    textSoFar = text;
  };
  const completed = defer(() => of({ error: undefined, isRetryable: false, partial: undefined, textSoFar }));
  return concat(
    client.chat.completions.create(question).pipe(
      accumulate(),
      map(({ choices }) => choices[0]?.message.content ?? ''),
      tap(onText),
      ignoreElements(),
    ),
    completed,
  ).pipe(catchError((error: unknown) => of(getEnd(error, textSoFar))));
}

function getEnd(error: unknown, textSoFar: string): StreamEnd {
  if (!isVeniceError(error)) return { error: undefined, isRetryable: false, partial: undefined, textSoFar };
  const { name, isRetryable, partial } = error;
  return { error: name, isRetryable, partial: partial?.choices[0]?.message.content ?? undefined, textSoFar };
}
