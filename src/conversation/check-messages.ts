import { nestsTooDeep } from '../validation/nests-too-deep.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { maxDepth } from '#json-depth';
import { describeType } from '../options/describe-type.js';
import { invalidWord, optionError } from '../options/invalid-option.js';
import type { ChatMessage, UserMessage } from '../wire/chat-message.js';

/** Throws a `TypeError` that names the field if `messages` is not an array of messages. */
export function checkMessages(messages: unknown, path: string): asserts messages is readonly ChatMessage[] {
  check(Array.isArray(messages), path, 'an array of messages', messages);
  messages.forEach((message: unknown, index) => {
    checkMessage(message, `${path}[${index}]`);
  });
}

/** Throws a `TypeError` that names the field if `content` is blank, or is neither a string nor an array of parts. */
export function checkContent(content: unknown, path: string): asserts content is UserMessage['content'] {
  checkText(content, path);
  checkDepth(content, path);
  const isBlank =
    typeof content === 'string' ? content.trim() === '' : content.every((part) => !hasContent(part));
  check(!isBlank, path, 'a message that is not blank', content);
}

/** Throws a `TypeError` that names the field if the value is nested too deeply or contains itself. */
export function checkDepth(value: unknown, path: string): void {
  const expected = `nested at most ${maxDepth} levels deep`;
  check(!nestsTooDeep(value), path, expected, value);
}

/** Throws a `TypeError` if a message cannot take the place of another one. */
export function checkReplacement(message: unknown, { role }: ChatMessage): asserts message is ChatMessage {
  checkMessage(message, 'message');
  check(
    isRecord(message) && message['role'] === role,
    'message',
    `a message with the role '${role}'`,
    message,
  );
}

/** Throws a `TypeError` if the value cannot be saved as JSON. */
export function checkMetadata(metadata: unknown, path: string): void {
  checkDepth(metadata, path);
  check(isSavable(metadata), path, 'a value that can be saved as JSON', metadata);
}

function isSavable(value: unknown): boolean {
  try {
    return value === undefined || (JSON.stringify(value) as string | undefined) !== undefined;
  } catch {
    return false;
  }
}

/** Throws a `TypeError` that names the field if the value is not a message. */
export function checkMessage(message: unknown, path: string): asserts message is ChatMessage {
  check(isRecord(message), path, 'a message, an object with a `role`', message);
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
      checkString(content, `${path}.content`);
      checkString(tool_call_id, `${path}.tool_call_id`);
      return;
    default:
      throw invalidWord(`${path}.role`, "'system', 'developer', 'user', 'assistant' or 'tool'", role);
  }
}

type Part = Readonly<Record<string, unknown>>;

function checkText(content: unknown, path: string): asserts content is string | readonly Part[] {
  if (typeof content === 'string') return;
  check(Array.isArray(content), path, 'a string or an array of parts', content);
  content.forEach((part: unknown, index) => {
    check(isRecord(part), `${path}[${index}]`, 'an object with a `type`', part);
    checkString(part['type'], `${path}[${index}].type`);
    const isText = part['type'] !== 'text' || isNonEmptyString(part['text']);
    check(isText, `${path}[${index}].text`, 'a string that is not empty', part['text']);
  });
}

function checkCalls(calls: unknown, path: string): void {
  check(Array.isArray(calls), path, 'an array of calls', calls);
  calls.forEach((call: unknown, index) => {
    checkCall(call, `${path}[${index}]`);
  });
}

/** Throws a `TypeError` that names the field if the value is not a call. */
export function checkCall(call: unknown, path: string): void {
  check(isRecord(call), path, 'a call, an object with an `id`', call);
  checkString(call['id'], `${path}.id`);
  const calledFunction = call['function'];
  const isValid =
    isRecord(calledFunction) &&
    typeof calledFunction['name'] === 'string' &&
    typeof calledFunction['arguments'] === 'string';
  check(isValid, `${path}.function`, 'an object with `name` and `arguments`, two strings', calledFunction);
}

function hasContent(part: Part): boolean {
  return part['type'] !== 'text' || String(part['text']).trim() !== '';
}

function checkString(value: unknown, path: string): void {
  check(typeof value === 'string', path, 'a string', value);
}

/** Throws an error that contains only the type of the received value, since messages are private. */
function check(isValid: boolean, path: string, expected: string, received: unknown): asserts isValid {
  if (!isValid) throw optionError(path, `be ${expected}`, describeType(received));
}
