import { schemaError, type SchemaIssue } from './schema-error.js';
import type { ErrorReply } from './script.js';

const roles: readonly unknown[] = ['system', 'developer', 'user', 'assistant', 'tool'];

/** Returns the refusal of a body that is not a chat request: `model`, `messages` and `stream` are looked at. */
export function checkRequest(body: unknown): ErrorReply | undefined {
  if (!isObject(body)) return schemaError([issue([], 'Expected an object')]);

  const issues = [
    ...issuesOfModel(body.model),
    ...issuesOfMessages(body.messages),
    ...issuesOfStream(body.stream),
  ];
  return issues.length > 0 ? schemaError(issues) : undefined;
}

function issuesOfModel(model: unknown): readonly SchemaIssue[] {
  if (typeof model !== 'string') return [issue(['model'], 'Expected a string')];
  return model === '' ? [issue(['model'], 'Expected at least 1 character', 'too_small')] : [];
}

function issuesOfMessages(messages: unknown): readonly SchemaIssue[] {
  if (!Array.isArray(messages)) return [issue(['messages'], 'Expected an array')];
  if (messages.length === 0) return [issue(['messages'], 'Expected at least 1 element', 'too_small')];

  return messages.flatMap((message: unknown, index) => {
    if (!isObject(message)) return [issue(['messages', index], 'Expected an object')];
    if (!roles.includes(message.role))
      return [issue(['messages', index, 'role'], 'Invalid role', 'invalid_value')];
    return issuesOfContent(message, index);
  });
}

function issuesOfContent({ role, content }: Record<string, unknown>, index: number): readonly SchemaIssue[] {
  const mayBeLeftOut = role === 'assistant' && (content === undefined || content === null);
  const isContent = typeof content === 'string' || (Array.isArray(content) && content.every(isObject));
  return mayBeLeftOut || isContent
    ? []
    : [issue(['messages', index, 'content'], 'Expected a string or an array')];
}

function issuesOfStream(stream: unknown): readonly SchemaIssue[] {
  return stream === undefined || typeof stream === 'boolean' ? [] : [issue(['stream'], 'Expected a boolean')];
}

function issue(path: SchemaIssue['path'], message: string, code = 'invalid_type'): SchemaIssue {
  return { code, path, message };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
