import type * as z from 'zod/mini';
import { isRecord } from '../../json/is-record.js';
import type { Fault } from '../../mock-server/engine/faults/fault.js';
import { toWireFault } from '../../mock-server/engine/faults/wire-fault.js';
import type { Script, ScriptReply, ScriptRule } from '../../mock-server/engine/script.js';
import type { TextReply } from '../../mock-server/engine/text-reply.js';
import { toSchemaIssues } from '../../mock-server/engine/to-schema-issues.js';
import { UsageError } from '../failures/usage-error.js';
import { type RuleCondition, toPredicate } from './rule-condition.js';
import { conditionSchema, errorReplySchema, textReplySchema } from './script-schema.js';

const remedy = 'see "Scripts" in docs/mock-server.md';

/** Validates the script of a JSON file or a module, which may contain functions. Throws a {@link UsageError} that names the field. */
export function readScript(file: string, value: unknown): Script {
  const refuse: Refuse = (path, message) => {
    throw new UsageError(`${file}: ${path}${path === '' ? '' : ': '}${message}`, remedy);
  };
  if (!Array.isArray(value)) return refuse('', 'Expected an array of rules');
  return value.map((rule: unknown, index) => readRule(rule, `[${index}]`, refuse));
}

type Refuse = (path: string, message: string) => never;

function readRule(rule: unknown, path: string, refuse: Refuse): ScriptRule {
  if (!isRecord(rule)) return refuse(path, 'Expected a rule, such as { "reply": { "text": "Hi" } }');
  const { when, reply, ...others } = rule;
  const [other] = Object.keys(others);
  if (other !== undefined) return refuse(`${path}.${other}`, 'Expected `when` and `reply` only');
  return {
    ...(when !== undefined && { when: readCondition(when, `${path}.when`, refuse) }),
    reply:
      typeof reply === 'function' ? (reply as () => ScriptReply) : readReply(reply, `${path}.reply`, refuse),
  };
}

function readCondition(when: unknown, path: string, refuse: Refuse): NonNullable<ScriptRule['when']> {
  if (typeof when === 'function') return when as NonNullable<ScriptRule['when']>;
  check(conditionSchema, when, path, refuse);
  return toPredicate(when as RuleCondition);
}

function readReply(reply: unknown, path: string, refuse: Refuse): ScriptReply {
  const isError = isRecord(reply) && 'status' in reply;
  check(isError ? errorReplySchema : textReplySchema, reply, path, refuse);
  const { fault } = reply as Partial<TextReply>;
  if (fault !== undefined) checkFault(fault, `${path}.fault`, refuse);
  return reply as ScriptReply;
}

function checkFault(fault: Fault | string, path: string, refuse: Refuse): void {
  try {
    toWireFault(fault);
  } catch (error) {
    refuse(path, (error as TypeError).message);
  }
}

function check(schema: z.ZodMiniType, value: unknown, path: string, refuse: Refuse): void {
  const { success, error } = schema.safeParse(value);
  if (success) return;
  const [issue] = toSchemaIssues(error);
  const steps = (issue?.path ?? []).map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  refuse(path + steps.join(''), issue?.message ?? 'Invalid input');
}
