import type { Conversation, ConversationExport, ConversationOptions, RunHandle } from 'venice-rx';
import { type ChatReply, apiError } from 'venice-rx/testing';
import { reloaded } from './exported-tree.js';
import { type Deeds, asked, edits, historyInShort, played, says } from './played.js';

const yes = { marbles: '-a|', values: { a: 'Yes.' } };
const no = { marbles: '-a|', values: { a: 'No.' } };
const unavailable = { marbles: '-#', error: apiError(503) };
const regenerate = (conversation: Conversation): RunHandle => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Ends the process at `at`, and continues in a new one with nothing but the JSON of the conversation. */
function playedTwice(
  [replies, deeds]: readonly [readonly ChatReply[], Deeds],
  at: number,
  [laterReplies, laterDeeds]: readonly [readonly ChatReply[], Deeds],
  options: Partial<ConversationOptions> = {},
) {
  let saved: ConversationExport | undefined;
  const save = (conversation: Conversation): void => {
    saved = reloaded(conversation.export());
  };
  played(replies, { ...deeds, [at]: save }, options);
  if (saved === undefined) throw new Error('nothing was exported');
  return played(laterReplies, laterDeeds, { ...options, from: saved });
}

describe('after a reload', () => {
  describe.each([
    ['stopped', 3, '-n---|'],
    ['complete', undefined, '-n|'],
    ['in the middle', undefined, '-n-----|'],
  ])('a blank answer that was %s', (_, stopAt, marbles) => {
    const blank = { marbles, values: { n: '\n\n' } };

    it('is not sent', () => {
      const { transport } = playedTwice(
        [[blank], { 0: says('Hi'), ...(stopAt !== undefined && { [stopAt]: stop }) }],
        4,
        [[yes], { 0: says('Hello?') }],
      );

      expect(asked(transport)).toEqual(['Hi Hello?']);
    });

    it('does not replace the version before it', () => {
      const deeds = { 0: says('Hi'), 9: regenerate, ...(stopAt !== undefined && { [9 + stopAt]: stop }) };
      const { conversation, transport } = playedTwice([[yes, blank], deeds], 13, [[no], { 0: says('So?') }]);

      expect(asked(transport)).toEqual(['Hi <Yes.> So?']);
      expect(historyInShort(conversation.currentState.messages)).toBe('Hi <Yes.> So? <No.>');
    });
  });

  it.each<[string, Deeds[number], string]>([
    ['regenerate', regenerate, 'Hi <Yes.> And?'],
    ['edit', edits(0, 'Hello'), 'Hello'],
  ])('the answer that a failed %s was to replace is still there', (_, command, request) => {
    const first: Deeds = { 0: says('Hi'), 4: says('And?'), 9: command };
    const { log, transport } = playedTwice([[yes, yes, unavailable], first], 20, [[no], { 5: regenerate }]);

    expect(log[0]).toContain('Hi <Yes.> And? <Yes.>');
    // The same is requested again.
    expect(asked(transport)).toEqual([request]);
    expect(log.at(-1)).toBe(`7 idle: ${request} <No.>`);
  });

  it.each<[string, Deeds[number], readonly string[]]>([
    ['resume', (it) => it.resume(), ['1 2', '1 2 <Yes.> 3']],
    ['send, which goes to the end', says('4'), ['1 2', '1 2 <Yes.> 3', '1 2 <Yes.> 3 <Yes.> 4']],
    ['regenerate, which comes first', regenerate, ['1', '1 <Yes.> 2', '1 <Yes.> 2 <Yes.> 3']],
    ['edit, which comes first', edits(0, 'One'), ['One', 'One <Yes.> 2', 'One <Yes.> 2 <Yes.> 3']],
  ])('a queue that a failed run holds is still held, and released by %s', (_, command, requests) => {
    const three = { 0: says('1'), 0.5: says('2'), 0.6: says('3') };
    const { states, transport } = playedTwice([[unavailable], three], 9, [[yes, yes, yes], { 0: command }]);

    expect(states[0]).toMatchObject({ isHeld: true, isRunning: false, queue: { length: 2 } });
    expect(asked(transport)).toEqual(requests);
    expect(states.at(-1)).toMatchObject({ status: 'idle', queue: [], isHeld: false });
  });

  it('a queue that is cleared is gone', () => {
    const three = { 0: says('1'), 0.5: says('2'), 9: (it: Conversation) => it.clearQueue() };
    const { states, transport } = playedTwice([[unavailable], three], 10, [[yes], { 0: regenerate }]);

    expect(states[0]).toMatchObject({ isHeld: false, queue: [] });
    expect(asked(transport)).toEqual(['1']);
  });
});
