import type { ChatCompletionRequest } from '../../wire/chat-completion-request.js';
import { callForPrompt } from './default-script/call-for-prompt.js';
import { jsonForSchema } from './default-script/json-for-schema.js';
import { lastPrompt, namesIn } from './default-script/last-prompt.js';
import type { Script } from './script.js';
import { story } from './story.js';
import type { TextReply } from './text-reply.js';

const timing = { firstTokenDelay: 300, tokenDelay: 12 };

/**
 * Answers any request within a few seconds: answers tool results, calls an offered tool whose name appears in the prompt,
 * returns JSON that matches a requested schema, cites two sources if web search is enabled, and otherwise tells the story of a
 * brave knight.
 */
// One rule without `when`: a rule with `when` would also answer for models that do not exist.
export const defaultScript: Script = [{ reply: (request) => ({ ...replyTo(request), timing }) }];

function replyTo(request: ChatCompletionRequest): TextReply {
  if (hasToolResults(request)) return { text: describeResults(request) };
  const call = callForPrompt(request);
  if (call) return { text: '', toolCalls: [call] };
  if ((request.response_format?.type ?? 'text') !== 'text') return { text: json(request) };
  return { text: story, ...reasoningFor(request), ...citationsFor(request) };
}

function hasToolResults({ messages }: ChatCompletionRequest): boolean {
  return messages.at(-1)?.role === 'tool';
}

function describeResults({ messages }: ChatCompletionRequest): string {
  const lastOther = messages.findLastIndex(({ role }) => role !== 'tool');
  const results = messages
    .slice(lastOther + 1)
    .map(({ content }) => (typeof content === 'string' ? content : ''));
  return `The tools say: ${results.join('; ')}`;
}

function json(request: ChatCompletionRequest): string {
  const { response_format } = request;
  if (response_format?.type !== 'json_schema') return JSON.stringify({ story });
  return JSON.stringify(jsonForSchema(response_format.json_schema.schema, namesIn(lastPrompt(request))));
}

function reasoningFor({
  reasoning,
  reasoning_effort = reasoning?.effort,
}: ChatCompletionRequest): Partial<TextReply> {
  const isRequested =
    reasoning_effort === undefined ? reasoning?.enabled === true : reasoning_effort !== 'none';
  return isRequested
    ? { reasoning: 'A brave knight is wanted. She should be afraid, and go all the same.' }
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
