import type { ChatCompletionRequest } from 'venice-rx';
import { defaultScript, story, type Script } from 'venice-rx/mock-server';

/** The first 150 characters of the story in a moment, and the whole story in about five where a long one is asked for; JSON where a schema is given. No model is `no-such-model`. */
export const quickScript: Script = [
  {
    when: ({ model }) => model === 'no-such-model',
    reply: { status: 404, body: { error: 'The model "no-such-model" does not exist' } },
  },
  { when: asksForJson, reply: defaultScript[0]!.reply },
  { when: asksForALongOne, reply: { text: story, timing: { firstTokenDelay: 20, tokenDelay: 12 } } },
  { reply: { text: story.slice(0, 150), timing: { firstTokenDelay: 5, tokenDelay: 1 } } },
];

function asksForJson({ response_format }: ChatCompletionRequest): boolean {
  return response_format?.type === 'json_schema';
}

function asksForALongOne({ messages }: ChatCompletionRequest): boolean {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' && content.includes('long');
}
