// Suggests continuations of the text that a user types. New text cancels the request for the previous text.
import { type Observable, catchError, debounceTime, distinctUntilChanged, map, of, switchMap } from 'rxjs';
import { type ChatCompletion, type VeniceClient, accumulate, isVeniceError } from 'venice-rx';

export function typeahead(typed$: Observable<string>, client: VeniceClient): Observable<string> {
  return typed$.pipe(
    debounceTime(300),
    distinctUntilChanged(),
    switchMap((content) => suggest(content, client)),
  );
}

function suggest(content: string, client: VeniceClient): Observable<string> {
  const messages = [{ role: 'user', content }] as const;
  return client.chat.completions
    .create({ model: 'default', messages, stream: true }, { timeouts: { idle: 5000 } })
    .pipe(
      accumulate(),
      map(getText),
      distinctUntilChanged(),
      // An incomplete suggestion is better than an error.
      catchError((error: unknown) => of(`${getText(isVeniceError(error) ? error.partial : undefined)}…`)),
    );
}

function getText(completion: ChatCompletion | undefined): string {
  return completion?.choices[0]?.message.content ?? '';
}
