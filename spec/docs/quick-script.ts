import type { ChatCompletionRequest } from 'venice-rx';
import { defaultScript, story, type Script } from 'venice-rx/mock-server';

/**
 * Answers with the first 150 characters of the story, almost without delays; with the whole story, slowly, if the prompt contains
 * "long"; with JSON if the request has a schema; and with a 404 for the model `no-such-model`.
 */
export const quickScript: Script = [
  {
    when: ({ model }) => model === 'no-such-model',
    reply: { status: 404, body: { error: 'The model "no-such-model" does not exist' } },
  },
  // The only rule of the default script answers with JSON if the request has a schema.
  { when: requestsJson, reply: defaultScript[0]!.reply },
  { when: requestsLongStory, reply: { text: story, timing: { firstTokenDelay: 20, tokenDelay: 12 } } },
  { reply: { text: story.slice(0, 150), timing: { firstTokenDelay: 5, tokenDelay: 1 } } },
];

function requestsJson({ response_format }: ChatCompletionRequest): boolean {
  return response_format?.type === 'json_schema';
}

function requestsLongStory({ messages }: ChatCompletionRequest): boolean {
  const content = messages.at(-1)?.content;
  return typeof content === 'string' && content.includes('long');
}
