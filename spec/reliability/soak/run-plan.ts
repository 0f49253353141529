import { getEventListeners } from 'node:events';
import { type Observable, map, scan, tap, timer } from 'rxjs';
import {
  type ChatCompletion,
  type StreamingChatCompletionRequest,
  type VeniceClient,
  accumulate,
  contentDeltas,
  isVeniceError,
} from 'venice-rx';
import { answerText } from './answer-text.js';
import type { Plan } from './plan.js';

/** How a run ended. `untyped error` is not allowed. */
export type Outcome = 'cancelled' | 'completed' | 'failed' | 'untyped error';

/** The result of one run. */
export interface RunEnd {
  readonly outcome: Outcome;
  /** Name of the error's class, if the run failed. */
  readonly error?: string;
  readonly message?: string;
  /** Number of bytes from the first wrong or missing byte of the text on; 0 if the text is right, see `countLostBytes`. */
  readonly lostBytes: number;
  /** Number of listeners that are left on the signal. */
  readonly listeners: number;
}

/** In milliseconds; short, so that the client detects a stalled answer soon. */
const shortTimeouts = { idle: 150, firstToken: 400, outputIdle: 400 };

/** Performs a planned run. Calls `onLate` for notifications after the end. */
export function runPlan(client: VeniceClient, plan: Plan, onLate: () => void): Promise<RunEnd> {
  const controller = new AbortController();
  return new Promise((resolve) => {
    let text = '';
    let hasEnded = false;
    const end = (outcome: Outcome, error?: Pick<RunEnd, 'error' | 'message'>): void => {
      if (hasEnded) {
        onLate();
        return;
      }
      hasEnded = true;
      clearTimeout(alarm);
      const lostBytes = countLostBytes(text, answerText(plan.question), outcome === 'completed');
      // While a signal dispatches `abort`, its listener is still counted.
      setImmediate(() => {
        const listeners = getEventListeners(controller.signal, 'abort').length;
        resolve({ outcome, lostBytes, listeners, ...error });
      });
    };
    const cancel = (): void => {
      if (plan.cancellation?.how === 'signal') controller.abort('enough');
      else if (!hasEnded) {
        subscription.unsubscribe();
        end('cancelled');
      }
    };
    const alarm =
      plan.cancellation?.when === 'milliseconds' ? setTimeout(cancel, plan.cancellation.after) : undefined;
    const subscription = getTexts(client, plan, controller.signal, cancel).subscribe({
      next: (next) => {
        if (hasEnded) onLate();
        text = next;
      },
      error: (error: unknown) => {
        const { name, message } = error as Error;
        const outcome = name === 'RequestAbortedError' ? 'cancelled' : 'failed';
        end(isVeniceError(error) ? outcome : 'untyped error', { error: name, message });
      },
      complete: () => end('completed'),
    });
  });
}

/** Emits the text so far, after each chunk. */
function getTexts(
  client: VeniceClient,
  { question, isStream, fault, cancellation, isSlow }: Plan,
  signal: AbortSignal,
  cancel: () => void,
): Observable<string> {
  const request: StreamingChatCompletionRequest = {
    model: 'default',
    messages: [{ role: 'user', content: String(question) }],
    stream: true,
  };
  const options = {
    signal,
    ...(fault !== '' && { headers: { 'x-fault': fault } }),
    ...(isSlow && { gate: timer(1, 4).pipe(map((count) => count % 2 === 1)) }),
    ...(fault.includes('stall') && { timeouts: shortTimeouts }),
  };
  if (!isStream) {
    return client.chat.completions.create({ ...request, stream: false }, options).pipe(map(getText));
  }
  let chunks = 0;
  const answer = client.chat.completions.create(request, options).pipe(
    tap(() => {
      if (cancellation?.when === 'chunks' && chunks++ === cancellation.after) queueMicrotask(cancel);
    }),
  );
  if (question % 2 === 0) return answer.pipe(accumulate(), map(getText));
  return answer.pipe(
    contentDeltas(),
    scan((all, delta) => all + delta, ''),
  );
}

function getText({ choices }: ChatCompletion): string {
  return choices[0]?.message.content ?? '';
}

/**
 * The number of bytes from the first difference on, in the longer one of the two texts; 0 if the text of a run that has completed (`isWhole`)
 * equals the text that was sent, or if that of any other run is a beginning of it.
 */
function countLostBytes(text: string, sent: string, isWhole: boolean): number {
  if (isWhole ? text === sent : sent.startsWith(text)) return 0;
  const [received, expected] = [Buffer.from(text), Buffer.from(sent)];
  const firstDifference = expected.findIndex((byte, at) => byte !== received[at]);
  const sameLength = firstDifference < 0 ? expected.length : firstDifference;
  return Math.max(expected.length, received.length) - sameLength;
}
