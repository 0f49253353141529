import { Conversation } from 'venice-rx';
import { inVirtualTime } from 'venice-rx/testing';

describe('Conversation', () => {
  it('keeps the history, and shows the answer as it comes', () => {
    inVirtualTime(({ chat, flush }) => {
      const source = chat('-a-b-|', { a: 'Hel', b: 'lo' });
      const conversation = new Conversation(() => source, { request: { model: 'default' } });
      const seen: unknown[] = [];
      conversation.state.subscribe(({ status, snapshot, messages }) =>
        seen.push([status, messages.length, snapshot?.choices[0]?.message.content]),
      );
      conversation.send('Hi');
      flush();
      expect(seen).toEqual([
        ['idle', 0, undefined],
        ['pending', 1, undefined],
        ['streaming', 1, 'Hel'],
        ['streaming', 1, 'Hello'],
        ['streaming', 1, 'Hello'],
        ['idle', 2, undefined],
      ]);
      expect(conversation.export()).toEqual({
        version: 1,
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello' },
        ],
      });
    });
  });
});
