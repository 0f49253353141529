import { type Observable, defer, from, ignoreElements, of, switchMap, take, throwIfEmpty } from 'rxjs';
import { rethrow } from '../../subscribers/rethrow.js';
import { omitUndefined } from '../../json/omit-undefined.js';
import { unknownError } from '../run-errors.js';
import type { RunFrame } from '../run-frame.js';
import { isRunId } from '../start-options.js';
import type { FollowableRuns, RunResponseOptions } from './run-response-options.js';
import { RejectedRequest } from './rejected-request.js';

/** The parts of an HTTP request that {@link answerRun} reads. */
export interface RunRequest<Request> {
  readonly request: Request;
  readonly method: string;
  readonly lastEventId: string | undefined;
}

/** Returns the frames of the response to a request: GET follows the run, POST starts it, DELETE stops it and has no frames. */
export function answerRun<Request>(
  runs: FollowableRuns,
  id: string,
  { request, method, lastEventId }: RunRequest<Request>,
  { authorize, start }: RunResponseOptions<Request>,
  gate: Observable<boolean>,
): Observable<RunFrame<unknown>> {
  const answer = (subject: string): Observable<RunFrame<unknown>> => {
    if (method === 'DELETE') return runs.stop(id, { subject }).pipe(ignoreElements());
    if (method === 'GET') return runs.follow(id, omitUndefined({ subject, gate, after: lastEventId }));
    if (method === 'POST' && start) return start(subject, gate);
    return rethrow(new RejectedRequest('method'));
  };
  if (!isRunId(id)) return rethrow(unknownError(''));
  if (authorize === 'ids-are-capabilities') return answer('');
  return defer(() => {
    const authorized = authorize(request);
    // A string is an iterable of its letters.
    return typeof authorized === 'string' || authorized === undefined ? of(authorized) : from(authorized);
  }).pipe(
    take(1),
    throwIfEmpty(() => new RejectedRequest('subject')),
    switchMap((subject) => {
      // Runs with the empty subject belong to everyone who knows their ids, which only `'ids-are-capabilities'` may allow.
      return typeof subject === 'string' && subject !== ''
        ? answer(subject)
        : rethrow(new RejectedRequest('subject'));
    }),
  );
}
