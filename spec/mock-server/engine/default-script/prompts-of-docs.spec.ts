import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaultScript, story } from 'venice-rx/mock-server';
import type { ChatCompletion } from 'venice-rx';
import { answerRequest } from '../../../../src/mock-server/engine/answer-request.js';
import type { WholeAnswer } from '../../../../src/mock-server/engine/engine-answer.js';
import { context, httpRequest, chatRequest } from '../chat-request.js';

const root = resolve(__dirname, '../../../..');
const pages = [
  'README.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(resolve(root, folder)).map((file) => `${folder}/${file}`),
  ),
].filter((file) => /\.(?:md|ts)$/.test(file));

/** Every request for a story in the documentation and the examples. */
const prompts = new Set(
  pages.flatMap((file) =>
    [
      ...readFileSync(resolve(root, file), 'utf8').matchAll(/['"`](Tell me [^'"`\n]*story[^'"`\n]*)['"`]/g),
    ].map(([, prompt = '']) => prompt),
  ),
);

const system = { role: 'system', content: 'You are a storyteller.' } as const;
const tools = [{ type: 'function', function: { name: 'get_weather', parameters: {} } }] as const;

const forms: Record<string, (content: string) => object> = {
  alone: (content) => chatRequest({ messages: [{ role: 'user', content }] }),
  'after a system prompt, with a maximum length': (content) =>
    chatRequest({ messages: [system, { role: 'user', content }], max_completion_tokens: 500 }),
  'as content parts': (content) =>
    chatRequest({ messages: [{ role: 'user', content: [{ type: 'text', text: content }] }] }),
  'as `input`': (content) => ({ model: 'default', input: [{ role: 'user', content }] }),
  'later in a conversation': (content) =>
    chatRequest({
      messages: [
        { role: 'user', content: 'Who was Maren?' },
        { role: 'assistant', content: 'A knight.' },
        { role: 'user', content },
      ],
    }),
  'with a tool that the prompt does not mention': (content) =>
    chatRequest({ tools, messages: [{ role: 'user', content }] }),
  'to another model': (content) =>
    chatRequest({ model: 'default_reasoning', messages: [{ role: 'user', content }] }),
};

describe('the default script', () => {
  it('is checked with several prompts, among them that of the guide', () => {
    expect(prompts).toContain('Tell me a story about a brave knight.');
    expect(prompts.size).toBeGreaterThan(2);
  });

  it.each(Object.entries(forms))(
    'tells the whole story for each prompt of the documentation, %s',
    (_, toRequest) => {
      for (const prompt of prompts) {
        const reply = answerRequest(
          httpRequest(toRequest(prompt)),
          context({ script: defaultScript }),
        ) as WholeAnswer;
        const [choice] = (JSON.parse(reply.body) as ChatCompletion).choices;

        expect([prompt, reply.status, choice?.finish_reason]).toEqual([prompt, 200, 'stop']);
        expect(choice?.message.content).toBe(story);
      }
    },
  );
});
