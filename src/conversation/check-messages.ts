import { nestsTooDeep } from '../validation/nests-too-deep.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { maxDepth } from '../json/json-depth.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';

/** Throws a `TypeError` that names the field if `messages` is not an array of messages. */
export function checkMessages(messages: unknown, path: string): asserts messages is readonly ChatMessage[] {
  check(Array.isArray(messages), path, 'give a list of messages');
  messages.forEach((message: unknown, index) => {
    checkMessage(message, `${path}[${index}]`);
  });
}

/** Throws a `TypeError` that names the field if `content` is blank, or is neither a string nor an array of parts. */
export function checkContent(content: unknown, path: string): asserts content is UserMessage['content'] {
  checkText(content, path);
  checkDepth(content, path);
  const isBlank =
    typeof content === 'string' ? content.trim() === '' : content.every((part) => !saysSomething(part));
  check(!isBlank, path, 'say something: it is blank');
}

/** Throws a `TypeError` that names the field if the value cannot be serialized as JSON and parsed again. */
export function checkDepth(value: unknown, path: string): void {
  check(
    !nestsTooDeep(value),
    path,
    `expected at most ${maxDepth} levels of objects and arrays in each other`,
  );
}

function checkMessage(message: unknown, path: string): void {
  check(isRecord(message), path, 'give a message, an object with a `role`');
  for (const [name, field] of Object.entries(message)) checkDepth(field, `${path}.${name}`);
  const { role, content, tool_calls, tool_call_id } = message;
  switch (role) {
    case 'user':
      checkContent(content, `${path}.content`);
      return;
    case 'system':
    case 'developer':
      checkText(content, `${path}.content`);
      return;
    case 'assistant':
      if (content != null) checkText(content, `${path}.content`);
      if (tool_calls != null) checkCalls(tool_calls, `${path}.tool_calls`);
      return;
    case 'tool':
      check(typeof content === 'string', `${path}.content`, 'give a text');
      check(typeof tool_call_id === 'string', `${path}.tool_call_id`, 'give the id of the call, a text');
      return;
    default:
      check(false, `${path}.role`, 'give `system`, `developer`, `user`, `assistant` or `tool`');
  }
}

type Part = Readonly<Record<string, unknown>>;

function checkText(content: unknown, path: string): asserts content is string | readonly Part[] {
  if (typeof content === 'string') return;
  check(Array.isArray(content), path, 'give a text, or a list of parts');
  content.forEach((part: unknown, index) => {
    check(isRecord(part) && typeof part['type'] === 'string', `${path}[${index}].type`, 'give a text');
    const isText = part['type'] !== 'text' || isNonEmptyString(part['text']);
    check(isText, `${path}[${index}].text`, 'give a text that is not empty');
  });
}

function checkCalls(calls: unknown, path: string): void {
  check(Array.isArray(calls), path, 'give a list of calls');
  calls.forEach((call: unknown, index) => {
    check(isRecord(call), `${path}[${index}]`, 'give a call, an object with an `id`');
    check(typeof call['id'] === 'string', `${path}[${index}].id`, 'give a text');
    const given = call['function'];
    const isWhole =
      isRecord(given) && typeof given['name'] === 'string' && typeof given['arguments'] === 'string';
    check(isWhole, `${path}[${index}].function`, 'give an object with `name` and `arguments`, two texts');
  });
}

function saysSomething(part: Part): boolean {
  return part['type'] !== 'text' || String(part['text']).trim() !== '';
}

function check(isFine: boolean, path: string, remedy: string): asserts isFine {
  if (!isFine) throw new TypeError(`${path}: ${remedy}`);
}
