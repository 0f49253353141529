import { TruncatedStreamError } from 'venice-rx';
import { catchError, map, of } from 'rxjs';
import { chunk, finish, inVirtualTime } from 'venice-rx/testing';
import { showJson } from '../../../src/cli/chat/show-json.js';

const chunks = { a: chunk('Hel'), b: chunk('lo'), f: finish() };
const error = new TruncatedStreamError({ message: 'cut' });

describe('showJson', () => {
  it('prints the completion once it is complete', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-f-|', chunks);
      const sourceSubs = ' ^------!';
      const expected = '   -------(x|)';

      const result = source.pipe(
        showJson(false),
        map(({ to, text }) => [to, getContent(text)]),
      );

      expectObservable(result).toBe(expected, { x: ['stdout', 'Hello'] });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('prints the completion so far before it fails', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-#', chunks, error);
      const sourceSubs = ' ^--!';
      const expected = '   ---(xe|)';

      const result = source.pipe(
        showJson(true),
        map(({ text }) => getContent(text)),
        catchError((error: unknown) => of((error as Error).name)),
      );

      expectObservable(result).toBe(expected, { x: 'Hel', e: 'TruncatedStreamError' });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('prints nothing if it fails before the first chunk', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const result = cold('--#', chunks, error).pipe(showJson(false));

      expectObservable(result).toBe('--#', undefined, error);
    });
  });
});

function getContent(text: string): unknown {
  const { choices } = JSON.parse(text) as { choices: { message: { content: string } }[] };
  return choices[0]?.message.content;
}
