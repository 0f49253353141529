import type { ChatCompletionRequest } from '../../../wire/chat-completion-request.js';
import type { FunctionTool } from '../../../wire/tool.js';
import type { ScriptedToolCall } from '../scripted-tool-call.js';
import { generateJson } from './generate-json.js';
import { getLastPrompt, findNames } from './get-last-prompt.js';

/** Creates a call of the tool that the request requires or the prompt mentions; undefined if there is no such tool. */
export function createCall(request: ChatCompletionRequest): ScriptedToolCall | undefined {
  const { tool_choice = 'auto' } = request;
  if (tool_choice === 'none') return undefined;
  const prompt = getLastPrompt(request);
  const offered = (request.tools ?? []).filter((tool): tool is FunctionTool => tool.type === 'function');
  const mentioned = offered.find(({ function: { name } }) => mentions(prompt, name));
  const tool =
    typeof tool_choice === 'object'
      ? offered.find(({ function: { name } }) => name === tool_choice.function.name)
      : (mentioned ?? (tool_choice === 'required' ? offered[0] : undefined));
  if (!tool) return undefined;

  const { name, parameters = {} } = tool.function;
  return { name, arguments: generateJson({ type: 'object', ...parameters }, findNames(prompt)) };
}

/** Whether a prompt contains the name of a tool, or a word of it with at least four letters: `weather` for `get_weather`. */
function mentions(prompt: string, name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').split(/[^A-Za-z]+/);
  const text = prompt.toLowerCase();
  return (
    text.includes(name.toLowerCase()) ||
    words.some((word) => word.length > 3 && text.includes(word.toLowerCase()))
  );
}
