import { EMPTY, concat, of, take, throwError } from 'rxjs';
import { TruncatedStreamError, IncompleteCompletionError, runTools, tool } from 'venice-rx';
import { chunk, finish, toolCall } from 'venice-rx/testing';
import { doubtfulFinishReasons, goodFinishReasons } from '../support/finish-reasons.js';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { answerWithCalls, createChat, getOutcome, request, answerWithText } from './chats.js';

const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });

/** The tool `work` with this `execute`. */
function createTool(execute: () => unknown, config: { timeout?: number } = {}) {
  return tool({ name: 'work', description: 'Works.', execute, ...config });
}

describe('an answer', () => {
  const reasoningFields = {
    reasoning_content: 'Hm.',
    reasoning_details: [{ type: 'reasoning.encrypted', data: 'x', index: 0 }],
    thought_signature: 'signed',
  };

  it('is sent back unchanged', () => {
    const callDelta = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'time', arguments: '{ }' },
      thought_signature: 'signed too',
    };
    const { chat, requests } = createChat(
      [
        deltaChunk({
          role: 'assistant',
          content: 'Let me see.',
          ...reasoningFields,
          tool_calls: [callDelta],
        }),
        finish('tool_calls'),
      ],
      answerWithText('Noon.'),
    );
    const { events } = getOutcome(runTools(chat, request, { tools: [time] }));
    const step = events.find((event) => event.type === 'step');
    const { index, ...call } = callDelta;

    expect(requests[1]?.messages[1]).toBe(step?.completion.choices[0]?.message);
    expect(requests[1]?.messages[1]).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      ...reasoningFields,
      tool_calls: [call],
    });
  });

  it.each(doubtfulFinishReasons)('that ends with %s runs no call', (reason) => {
    let runs = 0;
    const { chat } = createChat([toolCall({ name: 'work' }), finish(reason)]);
    const { error } = getOutcome(runTools(chat, request, { tools: [createTool(() => (runs += 1))] }));

    expect(error).toBeInstanceOf(IncompleteCompletionError);
    expect(runs).toBe(0);
  });

  it.each(goodFinishReasons)('that ends with %s runs its calls', (reason) => {
    const { chat } = createChat([toolCall({ name: 'time' }), finish(reason)], answerWithText('Noon.'));

    expect(getOutcome(runTools(chat, request, { tools: [time] }))).toMatchObject({
      results: ['noon'],
      isComplete: true,
    });
  });

  it('runs its calls after a finish reason of the option `goodFinishReasons`, regardless of case', () => {
    const { chat } = createChat([toolCall({ name: 'time' }), finish('COMPLETE')], answerWithText('Noon.'));
    const options = { tools: [time], goodFinishReasons: ['complete'] };

    expect(getOutcome(runTools(chat, request, options))).toMatchObject({ results: ['noon'] });
  });

  it('with a call without a name runs none of its calls', () => {
    let runs = 0;
    const nameless = deltaChunk({ tool_calls: [{ index: 1, id: 'x', function: { arguments: '{}' } }] });
    const { chat } = createChat([toolCall({ name: 'work' }), nameless, finish('tool_calls')]);
    const { error } = getOutcome(runTools(chat, request, { tools: [createTool(() => (runs += 1))] }));

    expect(error).toBeInstanceOf(IncompleteCompletionError);
    expect(runs).toBe(0);
  });

  it('whose pieces of one call have different ids runs one call, with all arguments', () => {
    const seen: unknown[] = [];
    const note = tool({ name: 'note', description: 'Notes.', execute: (args) => seen.push(args) });
    const piece = (id: string, fields: object) =>
      deltaChunk({ tool_calls: [{ id, type: 'function', function: fields }] });
    const { chat, requests } = createChat(
      [
        piece('1', { name: 'note', arguments: '' }),
        piece('2', { arguments: '{"a"' }),
        piece('3', { arguments: ':1}' }),
        finish('tool_calls'),
      ],
      answerWithText('Done.'),
    );
    getOutcome(runTools(chat, request, { tools: [note] }));

    expect(seen).toEqual([{ a: 1 }]);
    expect(requests[1]?.messages.slice(2)).toMatchObject([{ tool_call_id: '1' }]);
  });

  it('with null as arguments runs a tool without parameters, and is sent back with {}', () => {
    const { chat, requests } = createChat(answerWithCalls(['time', 'null']), answerWithText('Noon.'));

    expect(getOutcome(runTools(chat, request, { tools: [time] })).results).toEqual(['noon']);
    expect(requests[1]?.messages[1]).toMatchObject({ tool_calls: [{ function: { arguments: '{}' } }] });
  });

  it('without calls ends the run, also if the answer is incomplete', () => {
    const { chat } = createChat([chunk('Noon.'), finish('abort')]);

    expect(getOutcome(runTools(chat, request, { tools: [time] })).events.at(-1)).toMatchObject({
      type: 'completion',
      completion: { choices: [{ finish_reason: 'abort' }] },
    });
  });

  it('that breaks off runs no call, and fails the run with an error that has the answer so far', () => {
    let runs = 0;
    const cut = new TruncatedStreamError({ message: 'cut' });
    const { chat } = createChat(
      concat(
        of(toolCall({ name: 'work' })),
        throwError(() => cut),
      ),
    );
    const { error } = getOutcome(runTools(chat, request, { tools: [createTool(() => (runs += 1))] }));

    expect(error).toMatchObject({
      name: 'TruncatedStreamError',
      partial: { choices: [{ message: { tool_calls: [{ function: { name: 'work' } }] } }] },
    });
    expect(runs).toBe(0);
  });

  it('that completes before its finish reason runs no call', () => {
    let runs = 0;
    const { chat } = createChat(of(...answerWithCalls(['work'], ['work'])).pipe(take(1)));
    const { error } = getOutcome(runTools(chat, request, { tools: [createTool(() => (runs += 1))] }));

    expect(error).toBeInstanceOf(TruncatedStreamError);
    expect(runs).toBe(0);
  });

  it('that is empty fails the run with a TruncatedStreamError', () => {
    const { error } = getOutcome(runTools(() => EMPTY, request, { tools: [time] }));

    expect(error).toBeInstanceOf(TruncatedStreamError);
  });

  it('whose only call is a web search of Venice ends the run', () => {
    const search = toolCall({ id: 'web_search_call', name: 'web_search', arguments: { documents: [] } });
    const web = tool({ name: 'web_search', description: 'Searches the web.', execute: () => 'never' });
    const { events } = getOutcome(
      runTools(createChat([search, ...answerWithText('Found.')]).chat, request, { tools: [web] }),
    );

    expect(events.map(({ type }) => type)).toEqual(['chunk', 'chunk', 'chunk', 'step', 'completion']);
    expect(events.at(-1)).toMatchObject({
      messages: { 2: { role: 'tool', tool_call_id: 'web_search_call' } },
    });
  });

  it('with a web search of Venice and another call runs only the other call', () => {
    const search = toolCall({ index: 0, id: 'web_search_call', name: 'web_search' });
    const timeCall = toolCall({ index: 1, id: 'a', name: 'time' });
    const { chat, requests } = createChat([search, timeCall, finish('tool_calls')], answerWithText('Noon.'));
    const { results } = getOutcome(runTools(chat, request, { tools: [time] }));

    expect(results).toEqual(['noon']);
    expect(requests[1]?.messages.slice(2)).toMatchObject([
      { tool_call_id: 'web_search_call' },
      { tool_call_id: 'a' },
    ]);
  });

  it('with two web searches of Venice runs neither', () => {
    const search = (index: number) => toolCall({ index, id: 'web_search_call', name: 'web_search' });
    const web = tool({ name: 'web_search', description: 'Searches the web.', execute: () => 'never' });
    const timeCall = toolCall({ index: 2, id: 'a', name: 'time' });
    const { chat, requests } = createChat(
      [search(0), search(1), timeCall, finish('tool_calls')],
      answerWithText('Noon.'),
    );
    const { results } = getOutcome(runTools(chat, request, { tools: [web, time] }));

    expect(results).toEqual(['noon']);
    expect(requests[1]?.messages.slice(2)).toMatchObject([
      { tool_call_id: 'web_search_call' },
      { tool_call_id: 'call_2' },
      { tool_call_id: 'a' },
    ]);
  });

  it('whose calls have no ids, or the same id, gets a different id for each', () => {
    const timeCall = (index: number, id: string) =>
      deltaChunk({ tool_calls: [{ index, id, function: { name: 'time', arguments: '{}' } }] });
    const { chat, requests } = createChat(
      [timeCall(0, ''), timeCall(1, 'a'), timeCall(2, 'a'), finish('tool_calls')],
      answerWithText('Noon.'),
    );
    const { results } = getOutcome(runTools(chat, request, { tools: [time] }));
    const ids = requests[1]?.messages
      .slice(2)
      .map((message) => (message.role === 'tool' ? message.tool_call_id : ''));

    expect(results).toHaveLength(3);
    expect(ids).toEqual(['call_1', 'a', 'call_3']);
  });
});
