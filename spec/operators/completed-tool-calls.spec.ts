import { type Observable, catchError, mergeMap, of, take, tap, toArray } from 'rxjs';
import {
  type ToolCall,
  TruncatedStreamError,
  IncompleteCompletionError,
  type VeniceError,
  completedToolCalls,
} from 'venice-rx';
import { chunk, finish, inVirtualTime, role, toolCall, usage } from 'venice-rx/testing';
import { doubtfulFinishReasons, goodFinishReasons } from '../support/finish-reasons.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';

const weather: ToolCall = call('call_1', 'weather', '{"city":"Oslo"}');
const time: ToolCall = call('call_2', 'time', '{}');
const values = {
  r: role(),
  a: toolCall({ id: 'call_1', name: 'weather', arguments: '{"city"' }),
  b: deltaChunk({ tool_calls: [{ index: 0, id: null, function: { name: null, arguments: ':"Oslo"}' } }] }),
  c: toolCall({ index: 1, id: 'call_2', name: 'time' }),
  f: finish('tool_calls'),
  t: chunk('No need.'),
  u: usage(),
};
const cut = new TruncatedStreamError({ message: 'cut' });

function call(id: string, name: string, args: string): ToolCall {
  return { id, type: 'function', function: { name, arguments: args } };
}

/** The cause of an error, and the names of the calls in its `partial`. */
function getDetails(error: VeniceError): Observable<unknown> {
  const calls = error.partial?.choices[0]?.message.tool_calls ?? [];
  return of([error.cause, calls.map(({ function: { name } }) => name)]);
}

/** The values of a synchronous source, and its error if it failed. */
function collect(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

describe('completedToolCalls', () => {
  it('emits the calls when the source completes, with {} for empty arguments', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-a-b-c-f-u-|   ', values);
      const sourceSubs = '  ^------------!   ';
      const expected = '   -------------(wt|)';

      const result = source.pipe(completedToolCalls());

      expectObservable(result).toBe(expected, { w: weather, t: time });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it('emits nothing for an answer without calls', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('-r-t-u-|', values).pipe(completedToolCalls())).toBe('-------|');
    });
  });

  it('emits no call of a source that fails, even if the call looks complete', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-f-#', values, cut);
      const sourceSubs = '  ^----!';
      const expected = '   -----(e|)';

      const result = source.pipe(completedToolCalls(), catchError(getDetails));

      expectObservable(result).toBe(expected, { e: [cut, ['time']] });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each(doubtfulFinishReasons)(
    'fails after a finish reason with which the last call may be truncated: %s',
    (finishReason) => {
      const source = of(values.c, values.a, finish(finishReason));
      const [error, ...others] = collect(source.pipe(completedToolCalls()));

      expect(others).toEqual([]);
      expect(error).toBeInstanceOf(IncompleteCompletionError);
      expect(error).toMatchObject({ finishReason, partial: { choices: [{ finish_reason: finishReason }] } });
    },
  );

  it.each(goodFinishReasons)('emits the calls after %s', (finishReason) => {
    expect(collect(of(values.c, finish(finishReason)).pipe(completedToolCalls()))).toHaveLength(1);
  });

  it('emits the calls after a reason of `goodFinishReasons`, regardless of case, and after a default one', () => {
    const config = { goodFinishReasons: ['Complete'] };

    expect(collect(of(values.c, finish('complete')).pipe(completedToolCalls(config)))).toHaveLength(1);
    expect(collect(of(values.c, finish('stop')).pipe(completedToolCalls(config)))).toHaveLength(1);
    expect(collect(of(values.c, finish('abort')).pipe(completedToolCalls(config)))).toEqual([
      expect.any(IncompleteCompletionError),
    ]);
  });

  it('fails if a call has no name, and emits no other call', () => {
    const nameless = deltaChunk({ tool_calls: [{ index: 3, id: 'x', function: { arguments: '{}' } }] });
    const [error, ...others] = collect(
      of(values.c, nameless, finish('tool_calls')).pipe(completedToolCalls()),
    );

    expect(others).toEqual([]);
    expect(error).toBeInstanceOf(IncompleteCompletionError);
    expect(error).toMatchObject({ finishReason: 'tool_calls' });
  });

  it('emits a call of the type `custom`, which has no field `function`', () => {
    const custom = { index: 0, id: 'x', type: 'custom', custom: { name: 'f', input: 'text' } };
    const source = of(deltaChunk({ tool_calls: [custom] }), finish('tool_calls'));

    expect(collect(source.pipe(completedToolCalls()))).toMatchObject([{ custom: custom.custom }]);
  });

  it.each(['null', ' null\n', '', ' '])('emits {} for arguments without content: %j', (text) => {
    const source = of(
      deltaChunk({ tool_calls: [{ index: 0, ...call('a', 'f', text) }] }),
      finish('tool_calls'),
    );

    expect(collect(source.pipe(completedToolCalls()))).toEqual([call('a', 'f', '{}')]);
  });

  it('checks the finish reason of each choice separately', () => {
    const source = of(
      toolCall({ choice: 0, id: 'a', name: 'f', arguments: {} }),
      toolCall({ choice: 1, id: 'b', name: 'g', arguments: {} }),
      finish('abort', { choice: 0 }),
      finish('tool_calls', { choice: 1 }),
    );

    expect(collect(source.pipe(completedToolCalls()))).toEqual([expect.any(IncompleteCompletionError)]);
    expect(collect(source.pipe(completedToolCalls({ choice: 1 })))).toEqual([call('b', 'g', '{}')]);
  });

  it('emits nothing for text without calls that ends with `length`', () => {
    expect(collect(of(values.t, finish('length')).pipe(completedToolCalls()))).toEqual([]);
  });

  it('leaves out the sources of a web search, but not a tool with the name web_search', () => {
    const source = of(
      toolCall({ id: 'web_search_call', name: 'web_search', arguments: { documents: [] } }),
      toolCall({ id: 'doc_1', name: 'venice_web_search_documents', arguments: {} }),
      toolCall({ id: 'call_1', name: 'web_search', arguments: {} }),
    );

    expect(collect(source.pipe(completedToolCalls()))).toEqual([call('call_1', 'web_search', '{}')]);
  });

  it('emits arguments that are not JSON and unknown fields unchanged', () => {
    const source = of(
      deltaChunk({
        tool_calls: [
          { index: 0, ...call('a', 'f', ' { not json') },
          { index: 1, ...call('b', 'g', ' \n'), thought_signature: 's' },
        ],
      }),
      finish('tool_calls'),
    );

    expect(collect(source.pipe(completedToolCalls()))).toEqual([
      call('a', 'f', ' { not json'),
      { ...call('b', 'g', '{}'), thought_signature: 's' },
    ]);
  });

  it.each(['', '{"city"', '[]', 'null', '"text"'])(
    'treats arguments of %j as truncated if the answer has no finish reason',
    (args) => {
      const source = of(
        toolCall({ id: 'a', name: 'f', arguments: {} }),
        toolCall({ id: 'b', name: 'g', index: 1, arguments: args }),
      );

      expect(collect(source.pipe(completedToolCalls()))).toMatchObject([
        { name: 'TruncatedStreamError', reason: 'no-finish-reason', partial: { choices: [{ index: 0 }] } },
      ]);
    },
  );

  it('reads the choice of the option `choice`', () => {
    const source = of(
      toolCall({ choice: 0, id: 'a', name: 'f', arguments: {} }),
      toolCall({ choice: 1, id: 'b', name: 'g', arguments: {} }),
    );

    expect(collect(source.pipe(completedToolCalls({ choice: 1 })))).toEqual([call('b', 'g', '{}')]);
    expect(collect(source.pipe(completedToolCalls({ choice: 2 })))).toEqual([]);
  });

  it('composes with mergeMap and toArray to an array of results', () => {
    const results = of(values.a, values.b, values.c, values.f).pipe(
      completedToolCalls(),
      mergeMap(({ function: { name } }) => of(`result of ${name}`)),
      toArray(),
    );

    expect(collect(results)).toEqual([['result of weather', 'result of time']]);
    expect(collect(of(values.t).pipe(completedToolCalls(), toArray()))).toEqual([[]]);
  });

  it('stops when it is unsubscribed between two calls', () => {
    const emitted: ToolCall[] = [];
    const count = tap((emittedCall: ToolCall) => emitted.push(emittedCall));
    of(values.a, values.b, values.c, values.f).pipe(completedToolCalls(), count, take(1)).subscribe();

    expect(emitted).toEqual([weather]);
  });
});
