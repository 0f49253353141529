import { NEVER } from 'rxjs';
import { Conversation, type RunHandle } from 'venice-rx';
import { apiError } from 'venice-rx/testing';
import { jsonCopy } from './exported-tree.js';
import { type Actions, summarizeRequests, idAt, playConversation, sends } from './play-conversation.js';

const answer = { marbles: '-a|', values: { a: 'Yes.' } };
const unauthorized = { marbles: '---#', error: apiError(401) };
const sendWithId = (id: string, content: string) => (conversation: Conversation) =>
  conversation.send(content, { id });
const resume = (conversation: Conversation): boolean => conversation.resume();
/** Sends three messages; two of them are queued. */
const sendThree: Actions = { 0: sendWithId('a', '1'), 1: sendWithId('b', '2'), 1.1: sendWithId('c', '3') };

describe('a queued command', () => {
  it('has the id of its later entry', () => {
    const { states } = playConversation([answer, answer, answer], sendThree);
    const waiting = states.find(({ queue }) => queue.length === 2);

    expect(waiting?.queue).toEqual([
      { type: 'send', id: 'b', content: '2' },
      { type: 'send', id: 'c', content: '3' },
    ]);
    expect(
      states
        .at(-1)
        ?.entries.map(({ id }) => id)
        .filter((_, at) => at % 2 === 0),
    ).toEqual(['a', 'b', 'c']);
  });

  it('can be cancelled once by its id', () => {
    const cancel = (conversation: Conversation) => conversation.cancelQueued('b');
    const { transport, returned, log } = playConversation([answer, answer], {
      ...sendThree,
      1.5: cancel,
      1.6: cancel,
    });

    expect(summarizeRequests(transport)).toEqual(['1', '1 <Yes.> 3']);
    expect(returned.slice(-2)).toEqual([true, false]);
    expect(log.filter((line) => line.startsWith('1.'))).toHaveLength(2);
  });

  it('can be edited by its id, and keeps its position', () => {
    const edit = (id: string) => (conversation: Conversation) => conversation.editQueued(id, 'Two');
    const { transport, returned } = playConversation([answer, answer, answer], {
      ...sendThree,
      1.5: edit('b'),
      1.6: edit('gone'),
      1.7: (conversation) => conversation.editQueued('c', ' '),
    });

    expect(summarizeRequests(transport)).toEqual(['1', '1 <Yes.> Two', '1 <Yes.> Two <Yes.> 3']);
    expect(returned.slice(-3)).toMatchObject([true, false, { message: /blank/ }]);
  });

  it('without content cannot be edited', () => {
    const { returned } = playConversation([{ marbles: '---|' }], {
      0: sends('1'),
      1: (conversation) => conversation.editQueued(conversation.regenerate().id, 'Hi'),
      2: (conversation) => {
        conversation.close();
      },
    });

    expect(returned[1]).toBe(false);
  });

  it('keeps its handle when it is edited', () => {
    const handles: RunHandle[] = [];
    const seen: string[] = [];
    playConversation([answer, answer], {
      0: sends('1'),
      0.5: (conversation) => {
        handles.push(conversation.send('2', { id: 'b' }));
        handles[0]?.completion.subscribe(({ choices }) => seen.push(choices[0]?.message.content ?? ''));
        conversation.editQueued('b', 'Two');
      },
    });

    expect(seen).toEqual(['Yes.']);
  });

  it('releases the held queue if it is the only command and is cancelled', () => {
    const { states } = playConversation([unauthorized], {
      0: sends('1'),
      1: sendWithId('b', '2'),
      9: (conversation) => conversation.cancelQueued('b'),
    });

    expect(states.slice(-2).map(({ isHeld, queue }) => [isHeld, queue.length])).toEqual([
      [true, 1],
      [false, 0],
    ]);
  });
});

describe('a queue from an export', () => {
  const sendEditAndRegenerate: Actions = {
    ...sendThree,
    1.2: (conversation) => conversation.edit(idAt(conversation, 0), 'One', { id: 'd' }),
    1.3: (conversation) => conversation.regenerate(idAt(conversation, 0)),
  };
  const { conversation } = playConversation([unauthorized], sendEditAndRegenerate);
  const from = jsonCopy(conversation.export());

  it('has the same commands, and is held', () => {
    const { currentState } = new Conversation(() => NEVER, { request: { model: 'default' }, from });

    expect(currentState.queue).toEqual(conversation.currentState.queue);
    expect(currentState).toMatchObject({ isHeld: true, isRunning: false, queue: { length: 4 } });
  });

  it('starts in its order after `resume`', () => {
    const { transport, log } = playConversation([answer, answer, answer, answer], { 0: resume }, { from });

    expect(summarizeRequests(transport)).toEqual(['1 2', '1 2 <Yes.> 3', 'One', '1']);
    expect(log[0]).toContain('+4 held');
    expect(log.at(-1)).toContain('idle: 1 <Yes.>');
  });

  it('is also exported during a run', () => {
    const { returned } = playConversation([answer, answer, answer], {
      ...sendThree,
      1.5: (it) => jsonCopy(it.export()),
    });

    expect(returned.at(-1)).toMatchObject({ queue: [{ id: 'b' }, { id: 'c' }] });
  });
});
