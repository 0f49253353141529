import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import { createCall } from './default-script/create-call.js';
import { generateJson } from './default-script/generate-json.js';
import { getLastPrompt, findNames } from './default-script/get-last-prompt.js';
import type { Script } from './script.js';
import { story } from './story.js';
import type { TextReply } from './text-reply.js';

const timing = { firstTokenDelay: 300, tokenDelay: 12 };

/**
 * Answers a request within a few seconds: quotes tool results, calls a tool that the request requires or the prompt mentions,
 * returns JSON for a requested format, and otherwise tells the story of a brave knight. The story has reasoning if the request
 * enables it, and two sources if the request enables web search.
 */
// One rule without `when`: a rule with `when` would also answer for models that do not exist.
export const defaultScript: Script = [{ reply: (request) => ({ ...replyTo(request), timing }) }];

function replyTo(request: ChatCompletionRequest): TextReply {
  if (hasToolResults(request)) return { text: describeResults(request) };
  const call = createCall(request);
  if (call) return { text: '', toolCalls: [call] };
  if ((request.response_format?.type ?? 'text') !== 'text') return { text: createJson(request) };
  return { text: story, ...reasoningFor(request), ...citationsFor(request) };
}

function hasToolResults({ messages }: ChatCompletionRequest): boolean {
  return messages.at(-1)?.role === 'tool';
}

function describeResults({ messages }: ChatCompletionRequest): string {
  const lastNonTool = messages.findLastIndex(({ role }) => role !== 'tool');
  const results = messages
    .slice(lastNonTool + 1)
    .map(({ content }) => (typeof content === 'string' ? content : ''));
  return `The tools say: ${results.join('; ')}`;
}

function createJson(request: ChatCompletionRequest): string {
  const { response_format } = request;
  if (response_format?.type !== 'json_schema') return JSON.stringify({ story });
  return JSON.stringify(generateJson(response_format.json_schema.schema, findNames(getLastPrompt(request))));
}

function reasoningFor({
  reasoning,
  reasoning_effort = reasoning?.effort,
}: ChatCompletionRequest): Partial<TextReply> {
  const isRequested =
    reasoning_effort === undefined ? reasoning?.enabled === true : reasoning_effort !== 'none';
  return isRequested
    ? { reasoning: 'The user wants a story about a brave knight. She should be afraid, and go anyway.' }
    : {};
}

function citationsFor({ venice_parameters }: ChatCompletionRequest): Partial<TextReply> {
  const { enable_web_search = 'off' } = venice_parameters ?? {};
  if (enable_web_search === 'off') return {};
  const source = { content: 'All about <strong>knights</strong>.', date: '' };
  return {
    citations: [
      { title: 'Knights of Alderwick', url: 'https://example.com/knights', ...source },
      { title: 'Dragons and bricks', url: 'https://example.com/dragons', ...source },
    ],
  };
}
