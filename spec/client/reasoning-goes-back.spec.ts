import { type Observable, of } from 'rxjs';
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatMessage,
  Conversation,
  type ConversationExport,
  type TransportEvent,
  VeniceClient,
  runTools,
  toCompletion,
  tool,
} from 'venice-rx';
import { finish, role, sse, toolCall } from 'venice-rx/testing';
import { deltaChunk } from '../../src/testing/builders/envelope.js';
import { head, hello, scripted } from '../support/replies.js';

const question = { role: 'user', content: 'What time is it?' } as const;
const request = { model: 'm', messages: [question] } as const;
const time = tool({ name: 'time', description: 'The time of day.', execute: () => 'noon' });
const detail = { type: 'reasoning.text', format: 'anthropic-claude-v1', index: 0 };

/** Returns an answer with these deltas and a call of the tool. */
function createAnswer(...deltas: readonly object[]): Observable<TransportEvent> {
  const chunks: ChatCompletionChunk[] = [
    role(),
    ...deltas.map((delta) => deltaChunk({ ...delta })),
    toolCall({ id: 'call_1', name: 'time', arguments: '{}' }),
    finish('tool_calls'),
  ];
  return of(head(), ...chunks.map((chunk) => sse(chunk)), sse('[DONE]'));
}

/** Returns the message of the first answer, as the second request contains it. */
function getResentMessage(...deltas: readonly object[]): object {
  const { transport, requests } = scripted(createAnswer(...deltas), hello());
  const client = new VeniceClient({ baseURL: 'http://localhost', transport });

  runTools(client.chat.completions, request, { tools: [time] }).subscribe();

  const { messages } = JSON.parse(String(requests[1]?.body)) as { messages: readonly object[] };
  return messages[1] ?? {};
}

const expected = {
  role: 'assistant',
  content: '',
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'time', arguments: '{}' } }],
};

describe('the reasoning of an answer', () => {
  it.each<[string, readonly object[], object]>([
    [
      'reasoning_content',
      [{ reasoning_content: 'H' }, { reasoning_content: 'm' }],
      { reasoning_content: 'Hm' },
    ],
    ['reasoning', [{ reasoning: 'H' }, { reasoning: 'm' }], { reasoning: 'Hm' }],
    [
      'both with the same text, of which vLLM reads `reasoning`',
      [{ reasoning: 'Hm', reasoning_content: 'Hm' }],
      { reasoning: 'Hm' },
    ],
    [
      'reasoning_details',
      [
        { reasoning_details: [{ ...detail, text: 'H' }] },
        { reasoning_details: [{ ...detail, text: 'm' }] },
        { reasoning_details: [{ ...detail, signature: 's1' }] },
      ],
      { reasoning_details: [{ ...detail, text: 'Hm', signature: 's1' }] },
    ],
    [
      'reasoning and reasoning_details',
      [{ reasoning: 'Hm', reasoning_details: [{ ...detail, text: 'Hm' }] }],
      { reasoning: 'Hm', reasoning_details: [{ ...detail, text: 'Hm' }] },
    ],
    [
      'thinking_blocks',
      [
        { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: '' }] },
        { thinking_blocks: [{ type: 'thinking', thinking: '', signature: 's1' }] },
      ],
      { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's1' }] },
    ],
    [
      'an encrypted block',
      [{ reasoning: 'gA==', reasoning_encrypted: true }],
      { reasoning: 'gA==', reasoning_encrypted: true },
    ],
  ])('is sent back unchanged: %s', (_name, deltas, fields) => {
    expect(getResentMessage(...deltas)).toEqual({ ...expected, ...fields });
  });

  it('is sent back after the conversation has been exported and restored', () => {
    const { transport, requests } = scripted(
      of(head(), sse(deltaChunk({ reasoning: 'Hm', content: 'Noon.' })), sse(finish()), sse('[DONE]')),
      hello(),
    );
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    const options = { request: { model: 'm' } };
    const first = new Conversation(client.chat.completions, options);
    first.send('What time is it?');
    const from = JSON.parse(JSON.stringify(first.export())) as ConversationExport;
    new Conversation(client.chat.completions, { ...options, from }).send('And now?');

    const { messages } = JSON.parse(String(requests[1]?.body)) as { messages: readonly object[] };
    expect(messages[1]).toEqual({ role: 'assistant', content: 'Noon.', reasoning: 'Hm' });
  });

  it('is also available as `reasoning_content`', () => {
    const { transport } = scripted(createAnswer({ reasoning: 'Hm' }));
    let answer: ChatCompletion | undefined;
    new VeniceClient({ baseURL: 'http://localhost', transport }).chat.completions
      .create({ ...request, stream: true })
      .pipe(toCompletion())
      .subscribe((completion) => (answer = completion));

    expect(answer?.choices[0]?.message).toMatchObject({ reasoning_content: 'Hm', reasoning: 'Hm' });
  });

  it('is sent under both names if the texts differ, and messages of the caller are not changed', () => {
    const { transport, requests } = scripted(hello());
    const answers: readonly ChatMessage[] = [
      { role: 'assistant', content: 'a', reasoning: 'Hm', reasoning_content: 'Hm' },
      { role: 'assistant', content: 'b', reasoning: 'Hm', reasoning_content: 'Other' },
    ];
    const messages = [question, ...answers];
    const client = new VeniceClient({ baseURL: 'http://localhost', transport });
    client.chat.completions.create({ model: 'm', messages, stream: true }).subscribe();

    expect((JSON.parse(String(requests[0]?.body)) as { messages: unknown }).messages).toEqual([
      question,
      { role: 'assistant', content: 'a', reasoning: 'Hm' },
      answers[1],
    ]);
    expect(messages[1]).toHaveProperty('reasoning_content');
  });
});
