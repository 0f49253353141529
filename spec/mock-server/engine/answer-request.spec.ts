import { answerRequest } from '../../../src/mock-server/engine/answer-request.js';
import type {
  EngineAnswer,
  StreamedAnswer,
  WholeAnswer,
} from '../../../src/mock-server/engine/engine-answer.js';
import type { EngineRequest } from '../../../src/mock-server/engine/engine-request.js';
import type { Script } from '../../../src/mock-server/engine/script.js';
import type { TextReply } from '../../../src/mock-server/engine/text-reply.js';
import type { ChatCompletionChunk } from '../../../src/wire/chat-completion-chunk.js';
import type { ChatCompletion } from '../../../src/wire/chat-completion.js';
import { context, httpRequest, chatRequest } from './chat-request.js';

const withKey = context({ apiKey: 'right' });

describe('the answer to a request', () => {
  it('is a 404 if no rule of the script matches', () => {
    expect(answerRequest(httpRequest(chatRequest()), context({ script: [] })).status).toBe(404);
  });

  it('is a 200 with the right key, and with any key if none is required', () => {
    expect(answerRequest(withHeaders({ authorization: 'Bearer right' }), withKey).status).toBe(200);
    expect(answerRequest(withHeaders({ authorization: 'Bearer whatever' }), context()).status).toBe(200);
  });

  it('streams chunks and then [DONE]', () => {
    const { frames } = streamed({ text: 'Hi there' });

    expect(frames.at(-1)?.data).toBe('[DONE]');
    expect(getText(frames)).toBe('Hi there');
  });

  it('streams no [DONE] with the tail `cut`', () => {
    expect(streamed({ text: 'Hi', tail: 'cut' }).frames.map(({ data }) => data)).not.toContain('[DONE]');
  });

  it('has the same content, usage and cost without a stream as in a stream', () => {
    const reply: TextReply = { text: 'Hi there', reasoning: 'Greet the user' };
    const whole = completion(answerRequest(httpRequest(chatRequest()), context({ script: [{ reply }] })));
    const chunks = streamed(reply)
      .frames.slice(0, -1)
      .map(({ data }) => JSON.parse(data) as ChatCompletionChunk);

    expect(whole.choices[0]?.message.content).toBe(getText(streamed(reply).frames));
    expect(whole.choices[0]?.message.reasoning_content).toBe('Greet the user');
    expect(whole.usage).toEqual(chunks.at(-1)?.usage);
    expect(whole.cost).toEqual(chunks.at(-1)?.cost);
    expect(whole.id).toBe(chunks[0]?.id);
    expect(whole.created).toBe(chunks[0]?.created);
  });

  it('in one piece contains the default settings, overridden by the request', () => {
    const request = chatRequest({ venice_parameters: { enable_web_search: 'on' } });

    expect(completion(answerRequest(httpRequest(request), context())).venice_parameters).toMatchObject({
      enable_web_search: 'on',
      enable_e2ee: true,
      include_venice_system_prompt: true,
    });
  });

  it('in one piece is sent when the last fragment of a stream would be sent', () => {
    const timing = { headersDelay: 1000, firstTokenDelay: 300, tokenDelay: 20 };

    expect(answerTo({ text: 'Hi there you', timing }).after).toBe(1340);
    expect(answerTo({ text: 'Hi', timing: { tokenDelay: Infinity } }).after).toBe(0);
  });

  it('has the reply of the first rule that matches', () => {
    const script: Script = [
      { when: ({ model }) => model === 'other', reply: { text: 'other' } },
      { when: ({ messages }) => messages.length === 1, reply: ({ model }) => ({ text: `from ${model}` }) },
      { reply: { text: 'last' } },
    ];

    expect(getContent(script, { model: 'other' })).toBe('other');
    expect(getContent(script, { model: 'm' })).toBe('from m');
    expect(getContent(script, { messages: [...chatRequest().messages, ...chatRequest().messages] })).toBe(
      'last',
    );
  });

  it('is the HTTP error of the script, with its headers and body, with and without `stream`', () => {
    const script: Script = [
      {
        reply: {
          status: 429,
          body: { error: 'Overloaded' },
          headers: { 'retry-after': '30' },
          timing: { headersDelay: 5 },
        },
      },
    ];

    for (const stream of [true, false]) {
      const result = answerRequest(httpRequest(chatRequest({ stream })), context({ script }));
      expect(result).toMatchObject({ after: 5, status: 429, body: '{"error":"Overloaded"}' });
      expect(result.headers).toMatchObject({ 'retry-after': '30', 'x-ratelimit-limit-requests': '50' });
    }
  });

  it('has an error body that is a string as HTML', () => {
    const script: Script = [{ reply: { status: 502, body: '<h1>Bad gateway</h1>' } }];
    const result = answerRequest(httpRequest(chatRequest()), context({ script })) as WholeAnswer;

    expect(result.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(result.body).toBe('<h1>Bad gateway</h1>');
  });
});

function withHeaders(headers: EngineRequest['headers']): EngineRequest {
  return httpRequest(chatRequest(), {
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

function answerTo(reply: TextReply): EngineAnswer {
  return answerRequest(httpRequest(chatRequest()), context({ script: [{ reply }] }));
}

function streamed(reply: TextReply): StreamedAnswer {
  return answerRequest(
    httpRequest(chatRequest({ stream: true })),
    context({ script: [{ reply }] }),
  ) as StreamedAnswer;
}

function completion(result: EngineAnswer): ChatCompletion {
  return JSON.parse((result as WholeAnswer).body) as ChatCompletion;
}

function getContent(script: Script, fields: Parameters<typeof chatRequest>[0]): string | null | undefined {
  const result = answerRequest(httpRequest(chatRequest(fields)), context({ script }));
  return completion(result).choices[0]?.message.content;
}

function getText(frames: StreamedAnswer['frames']): string {
  return frames
    .filter(({ data }) => data !== '[DONE]')
    .map(
      ({ data }) =>
        (JSON.parse(data) as ChatCompletionChunk).choices?.[0]?.delta?.content as string | null | undefined,
    )
    .join('');
}
