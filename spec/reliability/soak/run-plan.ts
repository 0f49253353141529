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

/** How a run ended: in exactly one of these ways, or else in none that is allowed. */
export type Outcome = 'cancelled' | 'completed' | 'failed' | 'untyped error';

/** What became of one run. */
export interface RunEnd {
  readonly outcome: Outcome;
  /** Name of the error's class, where there is one. */
  readonly error?: string;
  /** What it says. */
  readonly message?: string;
  /** Bytes of text that are missing, or are others than those that were sent. */
  readonly lostBytes: number;
  /** Listeners that are left on the signal. */
  readonly listeners: number;
}

/** Short, so that a silent server is noticed soon. */
const impatient = { idle: 150, firstToken: 400, outputIdle: 400 };

/** Does what is planned. `onLate` is told of values that come after the end. */
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
      const lostBytes = lostIn(text, answerText(plan.question), outcome === 'completed');
      // A signal still has its listener while it is telling of the abort.
      setImmediate(() => {
        const listeners = getEventListeners(controller.signal, 'abort').length;
        resolve({ outcome, lostBytes, listeners, ...error });
      });
    };
    const leave = (): void => {
      if (plan.leaving?.how === 'signal') controller.abort('enough');
      else if (!hasEnded) {
        subscription.unsubscribe();
        end('cancelled');
      }
    };
    const alarm = plan.leaving?.when === 'milliseconds' ? setTimeout(leave, plan.leaving.after) : undefined;
    const subscription = getTexts(client, plan, controller.signal, leave).subscribe({
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

/** What the answer says so far, again and again. */
function getTexts(
  client: VeniceClient,
  { question, isStream, fault, leaving, isSlow }: Plan,
  signal: AbortSignal,
  leave: () => void,
): Observable<string> {
  const asked: StreamingChatCompletionRequest = {
    model: 'default',
    messages: [{ role: 'user', content: String(question) }],
    stream: true,
  };
  const options = {
    signal,
    ...(fault !== '' && { headers: { 'x-fault': fault } }),
    ...(isSlow && { gate: timer(1, 4).pipe(map((count) => count % 2 === 1)) }),
    ...(fault.includes('stall') && { timeouts: impatient }),
  };
  if (!isStream) {
    return client.chat.completions.create({ ...asked, stream: false }, options).pipe(map(getText));
  }
  let chunks = 0;
  const answer = client.chat.completions.create(asked, options).pipe(
    tap(() => {
      if (leaving?.when === 'chunks' && chunks++ === leaving.after) queueMicrotask(leave);
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

/** A whole answer is what was sent; a part of one is its beginning. */
function lostIn(text: string, sent: string, isWhole: boolean): number {
  if (isWhole ? text === sent : sent.startsWith(text)) return 0;
  const [came, wanted] = [Buffer.from(text), Buffer.from(sent)];
  const same = wanted.findIndex((byte, at) => byte !== came[at]);
  return Math.max(wanted.length, came.length) - Math.max(same, 0);
}
