import { type ChatMessage, type ConversationOptions, tool, trimToTokens } from 'venice-rx';
import { apiError, finish, role, toolCall } from 'venice-rx/testing';
import { type Actions, summarizeRequests, edits, playConversation, sends } from './play-conversation.js';

const answer = { marbles: '-a|', values: { a: 'Yes.' } };
const tooLong = { marbles: '-#', error: apiError(400, { code: 'context_length_exceeded' }) };
const inStream = {
  marbles: '-r-#',
  values: { r: role() },
  error: apiError(400, { code: 'context_length_exceeded', inBand: true }),
};
const tooLongAfterOutput = { ...inStream, values: { r: 'Hel' } };
const text = 'x'.repeat(80);
const turn = (name: string): readonly ChatMessage[] => [
  { role: 'user', content: `${name}${text}` },
  { role: 'assistant', content: name },
];
const messages: readonly ChatMessage[] = [
  { role: 'system', content: 'Be brief.' },
  ...turn('A'),
  ...turn('B'),
  ...turn('C'),
];

function play(
  replies: Parameters<typeof playConversation>[0],
  actions: Actions = { 0: sends('Hi') },
  options: Partial<ConversationOptions> = { trimWhenTooLong: true },
) {
  const outcome = playConversation(replies, actions, { messages, ...options });
  return {
    ...outcome,
    requests: summarizeRequests(outcome.transport).map((line) => line.replaceAll(text, '')),
  };
}
const all = '[Be brief.] A <A> B <B> C <C>';

describe('a chat that is too long for the model', () => {
  it.each([
    ['rejected', tooLong],
    ['rejected inside a stream', inStream],
  ])('is trimmed and sent once more, when it is %s', (_, reply) => {
    const { requests, log, states } = play([reply, answer]);

    expect(requests).toEqual([`${all} Hi`, '[Be brief.] C <C> Hi']);
    expect(log.at(-1)).toContain('idle: ');
    expect(states.at(-1)?.messages).toHaveLength(9);
    expect(states.some(({ error }) => error !== undefined)).toBe(false);
  });

  it('is trimmed by the function in `trimWhenTooLong`', () => {
    const trimWhenTooLong = trimToTokens({ maxTokens: 90 });
    const { requests } = play([tooLong, answer], { 0: sends('Hi') }, { trimWhenTooLong });

    expect(requests[1]).toBe('[Be brief.] B <B> C <C> Hi');
  });

  it('fails if it is too long again, and is not sent a third time', () => {
    const { requests, log } = play([tooLong, tooLong]);

    expect(requests).toHaveLength(2);
    expect(log.at(-1)).toContain('!ContextLengthExceededError');
  });

  it('fails without a second request if no message can be left out', () => {
    const { requests, log } = play([tooLong], { 0: sends('Hi') }, { messages: [], trimWhenTooLong: true });

    expect(requests).toEqual(['Hi']);
    expect(log.at(-1)).toContain('!ContextLengthExceededError');
  });

  it('fails without the option, after the first output, and with any other error', () => {
    const other = { marbles: '-#', error: apiError(400, { message: 'no such parameter' }) };

    expect(play([tooLong], { 0: sends('Hi') }, {}).log.at(-1)).toContain('!ContextLengthExceededError');
    expect(play([tooLongAfterOutput]).log.at(-1)).toMatch(/ <Hel> !ContextLengthExceededError$/);
    expect(play([other]).log.at(-1)).toContain('!BadRequestError');
  });

  it('is trimmed before later requests to the same model', () => {
    let model = 'small';
    const { requests } = play(
      [tooLong, answer, answer, answer],
      {
        0: sends('Hi'),
        9: sends('And?'),
        19: (conversation) => {
          model = 'large';
          conversation.send('So?');
        },
      },
      { trimWhenTooLong: true, request: () => ({ model }) },
    );

    expect(requests.slice(2)).toEqual([
      '[Be brief.] C <C> Hi <Yes.> And?',
      `${all} Hi <Yes.> And? <Yes.> So?`,
    ]);
  });

  it('is not trimmed once it is shorter', () => {
    const { requests } = play([tooLong, answer, answer], {
      0: sends('Hi'),
      9: edits(3, 'B'),
    });

    expect(requests.at(-1)).toBe('[Be brief.] A <A> B');
  });

  it('is trimmed in the middle of a run, without running its tools again', () => {
    let runs = 0;
    const values = { c: toolCall({ name: 'count' }), f: finish('tool_calls') };
    const count = tool({ name: 'count', description: 'Counts.', execute: () => String((runs += 1)) });
    const { requests } = play(
      [{ marbles: '-c-f|', values }, tooLong, answer],
      { 0: sends('Hi') },
      { tools: [count], trimWhenTooLong: true },
    );

    expect(runs).toBe(1);
    expect(requests.slice(1)).toEqual([`${all} Hi <→count> (1)`, '[Be brief.] Hi <→count> (1)']);
  });

  it('is trimmed after `trim`, which chooses first', () => {
    const { requests } = play(
      [tooLong, answer],
      { 0: sends('Hi') },
      { trim: (history) => history.slice(3), trimWhenTooLong: (history) => history.slice(2) },
    );

    expect(requests).toEqual(['B <B> C <C> Hi', 'C <C> Hi']);
  });

  it('fails with the error of the function, or with a TypeError if the function does not return an array', () => {
    const mistake = new RangeError('thrown here');
    const throws = (): never => {
      throw mistake;
    };
    const { states } = play([tooLong], { 0: sends('Hi') }, { trimWhenTooLong: throws });
    const invalid = play([tooLong], { 0: sends('Hi') }, { trimWhenTooLong: () => 5 as never });

    expect(states.at(-1)?.error).toBe(mistake);
    expect(invalid.states.at(-1)?.error).toBeInstanceOf(TypeError);
  });
});
