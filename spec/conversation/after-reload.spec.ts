import type { Conversation, ConversationExport, ConversationOptions, RunHandle } from 'venice-rx';
import { type ChatReply, apiError } from 'venice-rx/testing';
import { jsonCopy } from './exported-tree.js';
import {
  type Actions,
  summarizeRequests,
  edits,
  summarizeHistory,
  playConversation,
  sends,
} from './play-conversation.js';

const yes = { marbles: '-a|', values: { a: 'Yes.' } };
const no = { marbles: '-a|', values: { a: 'No.' } };
const unavailable = { marbles: '-#', error: apiError(503) };
const regenerate = (conversation: Conversation): RunHandle => conversation.regenerate();
const stop = (conversation: Conversation): void => {
  conversation.stop();
};

/** Exports the conversation at `at`, and continues with a new conversation that loads the export. */
function playWithReload(
  [replies, actions]: readonly [readonly ChatReply[], Actions],
  at: number,
  [laterReplies, laterActions]: readonly [readonly ChatReply[], Actions],
  options: Partial<ConversationOptions> = {},
) {
  let saved: ConversationExport | undefined;
  const save = (conversation: Conversation): void => {
    saved = jsonCopy(conversation.export());
  };
  playConversation(replies, { ...actions, [at]: save }, options);
  if (saved === undefined) throw new Error('nothing was exported');
  return playConversation(laterReplies, laterActions, { ...options, from: saved });
}

describe('after a reload', () => {
  describe.each([
    ['stopped', 3, '-n---|'],
    ['complete', undefined, '-n|'],
    ['arriving', undefined, '-n-----|'],
  ])('a blank answer that was %s', (_, stopAt, marbles) => {
    const blank = { marbles, values: { n: '\n\n' } };

    it('is not sent', () => {
      const { transport } = playWithReload(
        [[blank], { 0: sends('Hi'), ...(stopAt !== undefined && { [stopAt]: stop }) }],
        4,
        [[yes], { 0: sends('Hello?') }],
      );

      expect(summarizeRequests(transport)).toEqual(['Hi Hello?']);
    });

    it('does not replace the previous version', () => {
      const actions = { 0: sends('Hi'), 9: regenerate, ...(stopAt !== undefined && { [9 + stopAt]: stop }) };
      const { conversation, transport } = playWithReload([[yes, blank], actions], 13, [
        [no],
        { 0: sends('So?') },
      ]);

      expect(summarizeRequests(transport)).toEqual(['Hi <Yes.> So?']);
      expect(summarizeHistory(conversation.currentState.messages)).toBe('Hi <Yes.> So? <No.>');
    });
  });

  it.each<[string, Actions[number], string]>([
    ['regenerate', regenerate, 'Hi <Yes.> And?'],
    ['edit', edits(0, 'Hello'), 'Hello'],
  ])('the answer that a failed %s would have replaced is still shown', (_, command, request) => {
    const first: Actions = { 0: sends('Hi'), 4: sends('And?'), 9: command };
    const { log, transport } = playWithReload([[yes, yes, unavailable], first], 20, [
      [no],
      { 5: regenerate },
    ]);

    expect(log[0]).toContain('Hi <Yes.> And? <Yes.>');
    // `regenerate` repeats the failed request.
    expect(summarizeRequests(transport)).toEqual([request]);
    expect(log.at(-1)).toBe(`7 idle: ${request} <No.>`);
  });

  it.each<[string, Actions[number], readonly string[]]>([
    ['resume', (it) => it.resume(), ['1 2', '1 2 <Yes.> 3']],
    ['send, which starts last', sends('4'), ['1 2', '1 2 <Yes.> 3', '1 2 <Yes.> 3 <Yes.> 4']],
    ['regenerate, which starts first', regenerate, ['1', '1 <Yes.> 2', '1 <Yes.> 2 <Yes.> 3']],
    ['edit, which starts first', edits(0, 'One'), ['One', 'One <Yes.> 2', 'One <Yes.> 2 <Yes.> 3']],
  ])('a queue that a failed run holds is still held, and released by %s', (_, command, requests) => {
    const three = { 0: sends('1'), 0.5: sends('2'), 0.6: sends('3') };
    const { states, transport } = playWithReload([[unavailable], three], 9, [
      [yes, yes, yes],
      { 0: command },
    ]);

    expect(states[0]).toMatchObject({ isHeld: true, isRunning: false, queue: { length: 2 } });
    expect(summarizeRequests(transport)).toEqual(requests);
    expect(states.at(-1)).toMatchObject({ status: 'idle', queue: [], isHeld: false });
  });

  it('a cleared queue is empty', () => {
    const three = { 0: sends('1'), 0.5: sends('2'), 9: (it: Conversation) => it.clearQueue() };
    const { states, transport } = playWithReload([[unavailable], three], 10, [[yes], { 0: regenerate }]);

    expect(states[0]).toMatchObject({ isHeld: false, queue: [] });
    expect(summarizeRequests(transport)).toEqual(['1']);
  });
});
