import {
  type MonoTypeOperatorFunction,
  type Observable,
  catchError,
  connect,
  distinctUntilChanged,
  map,
  merge,
  of,
  scan,
  switchMap,
  takeLast,
} from 'rxjs';
import {
  type ChatCompletionChunk,
  type RetryNotice,
  type VeniceClient,
  accumulate,
  contentDeltas,
  isVeniceError,
  pace,
  retryOnApiError,
} from 'venice-rx';

/** An update of the page about the answer to the newest prompt: the text so far, the number of tokens, or the error. */
export type Suggestion =
  | { readonly prompt: string; readonly text: string }
  | { readonly prompt: string; readonly tokens: number }
  | { readonly prompt: string; readonly failure: string };

/** Emits the answer to each prompt, until the next prompt cancels it: a service as an application could have it. */
export function suggestions(
  client: VeniceClient,
  prompts: Observable<string>,
  onRetry: (notice: RetryNotice) => void = () => undefined,
): Observable<Suggestion> {
  const retry: MonoTypeOperatorFunction<ChatCompletionChunk> = retryOnApiError({ jitter: () => 0, onRetry });
  return prompts.pipe(
    distinctUntilChanged(),
    switchMap((prompt) =>
      client.chat.completions
        .create(
          { model: 'default', messages: [{ role: 'user', content: prompt }], stream: true },
          { timeouts: { idle: 1000 } },
        )
        .pipe(
          retry,
          connect((chunks) =>
            merge(
              chunks.pipe(
                contentDeltas(),
                pace(),
                scan((text, delta) => text + delta),
                map((text) => ({ prompt, text })),
              ),
              chunks.pipe(
                accumulate(),
                takeLast(1),
                map(({ usage }) => ({ prompt, tokens: usage?.completion_tokens ?? 0 })),
              ),
            ),
          ),
          catchError((error: unknown) => {
            if (!isVeniceError(error)) throw error;
            return of({ prompt, failure: error.name });
          }),
        ),
    ),
  );
}
