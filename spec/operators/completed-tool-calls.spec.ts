import { type Observable, catchError, mergeMap, of, take, toArray } from 'rxjs';
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

/** The cause of an error, and the names of the calls that had come before it. */
function getDetails(error: VeniceError): Observable<unknown> {
  const calls = error.partial?.choices[0]?.message.tool_calls ?? [];
  return of([error.cause, calls.map(({ function: { name } }) => name)]);
}

/** What comes out, and the error if there is one. */
function received(source: Observable<unknown>): unknown[] {
  const all: unknown[] = [];
  source.subscribe({ next: (value) => all.push(value), error: (error: unknown) => all.push(error) });
  return all;
}

describe('completedToolCalls', () => {
  it('emits each call, whole, when the source completes; empty arguments are {}', () => {
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

  it('emits no call of a source that fails, however whole it looks', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-c-f-#', values, cut);
      const sourceSubs = '  ^----!';
      const expected = '   -----(e|)';

      const result = source.pipe(completedToolCalls(), catchError(getDetails));

      expectObservable(result).toBe(expected, { e: [cut, ['time']] });
      expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    });
  });

  it.each(doubtfulFinishReasons)('fails where the last call may be cut: %s', (finishReason) => {
    const source = of(values.c, values.a, finish(finishReason));
    const [error, ...others] = received(source.pipe(completedToolCalls()));

    expect(others).toEqual([]);
    expect(error).toBeInstanceOf(IncompleteCompletionError);
    expect(error).toMatchObject({ finishReason, partial: { choices: [{ finish_reason: finishReason }] } });
  });

  it.each(goodFinishReasons)('emits the calls after %s', (finishReason) => {
    expect(received(of(values.c, finish(finishReason)).pipe(completedToolCalls()))).toHaveLength(1);
  });

  it('emits the calls after a reason that is declared good, and still after the usual ones', () => {
    const config = { goodFinishReasons: ['Complete'] };

    expect(received(of(values.c, finish('complete')).pipe(completedToolCalls(config)))).toHaveLength(1);
    expect(received(of(values.c, finish('stop')).pipe(completedToolCalls(config)))).toHaveLength(1);
    expect(received(of(values.c, finish('abort')).pipe(completedToolCalls(config)))).toEqual([
      expect.any(IncompleteCompletionError),
    ]);
  });

  it('fails if a call has no name, and emits none of the others', () => {
    const nameless = deltaChunk({ tool_calls: [{ index: 3, id: 'x', function: { arguments: '{}' } }] });
    const [error, ...others] = received(
      of(values.c, nameless, finish('tool_calls')).pipe(completedToolCalls()),
    );

    expect(others).toEqual([]);
    expect(error).toBeInstanceOf(IncompleteCompletionError);
    expect(error).toMatchObject({ finishReason: 'tool_calls' });
  });

  it('emits a call of another kind, which has its name elsewhere', () => {
    const custom = { index: 0, id: 'x', type: 'custom', custom: { name: 'f', input: 'text' } };
    const source = of(deltaChunk({ tool_calls: [custom] }), finish('tool_calls'));

    expect(received(source.pipe(completedToolCalls()))).toMatchObject([{ custom: custom.custom }]);
  });

  it.each(['null', ' null\n', '', ' '])('gives {} for no arguments: %j', (text) => {
    const source = of(
      deltaChunk({ tool_calls: [{ index: 0, ...call('a', 'f', text) }] }),
      finish('tool_calls'),
    );

    expect(received(source.pipe(completedToolCalls()))).toEqual([call('a', 'f', '{}')]);
  });

  it('judges each choice by its own end', () => {
    const source = of(
      toolCall({ choice: 0, id: 'a', name: 'f', arguments: {} }),
      toolCall({ choice: 1, id: 'b', name: 'g', arguments: {} }),
      finish('abort', { choice: 0 }),
      finish('tool_calls', { choice: 1 }),
    );

    expect(received(source.pipe(completedToolCalls()))).toEqual([expect.any(IncompleteCompletionError)]);
    expect(received(source.pipe(completedToolCalls({ choice: 1 })))).toEqual([call('b', 'g', '{}')]);
  });

  it('passes the end of a text at its length', () => {
    expect(received(of(values.t, finish('length')).pipe(completedToolCalls()))).toEqual([]);
  });

  it('leaves out the sources of a web search, which are no call to run, and keeps a tool of that name', () => {
    const source = of(
      toolCall({ id: 'web_search_call', name: 'web_search', arguments: { documents: [] } }),
      toolCall({ id: 'doc_1', name: 'venice_web_search_documents', arguments: {} }),
      toolCall({ id: 'call_1', name: 'web_search', arguments: {} }),
    );

    expect(received(source.pipe(completedToolCalls()))).toEqual([call('call_1', 'web_search', '{}')]);
  });

  it('gives the arguments as the model wrote them', () => {
    const source = of(
      deltaChunk({
        tool_calls: [
          { index: 0, ...call('a', 'f', ' { not json') },
          { index: 1, ...call('b', 'g', ' \n'), thought_signature: 's' },
        ],
      }),
      finish('tool_calls'),
    );

    expect(received(source.pipe(completedToolCalls()))).toEqual([
      call('a', 'f', ' { not json'),
      { ...call('b', 'g', '{}'), thought_signature: 's' },
    ]);
  });

  it.each(['', '{"city"', '[]', 'null', '"text"'])(
    'takes arguments of %j for cut off if the answer has no finish reason',
    (args) => {
      const source = of(
        toolCall({ id: 'a', name: 'f', arguments: {} }),
        toolCall({ id: 'b', name: 'g', index: 1, arguments: args }),
      );

      expect(received(source.pipe(completedToolCalls()))).toMatchObject([
        { name: 'TruncatedStreamError', reason: 'no-finish-reason', partial: { choices: [{ index: 0 }] } },
      ]);
    },
  );

  it('reads the choice that it is told to', () => {
    const source = of(
      toolCall({ choice: 0, id: 'a', name: 'f', arguments: {} }),
      toolCall({ choice: 1, id: 'b', name: 'g', arguments: {} }),
    );

    expect(received(source.pipe(completedToolCalls({ choice: 1 })))).toEqual([call('b', 'g', '{}')]);
    expect(received(source.pipe(completedToolCalls({ choice: 2 })))).toEqual([]);
  });

  it('composes: each call its own result, all of them one array', () => {
    const results = of(values.a, values.b, values.c, values.f).pipe(
      completedToolCalls(),
      mergeMap(({ function: { name } }) => of(`result of ${name}`)),
      toArray(),
    );

    expect(received(results)).toEqual([['result of weather', 'result of time']]);
    expect(received(of(values.t).pipe(completedToolCalls(), toArray()))).toEqual([[]]);
  });

  it('stops with its subscriber between two calls', () => {
    expect(received(of(values.a, values.c).pipe(completedToolCalls(), take(1)))).toHaveLength(1);
  });
});
