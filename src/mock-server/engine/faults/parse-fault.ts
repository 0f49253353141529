import type { WireForm } from '../engine-answer.js';
import type { ErrorReply } from '../error-reply.js';
import { errorOfName } from './error-of-name.js';
import type { Fault } from './fault.js';

const kinds: readonly unknown[] = ['cut', 'error', 'hang-up', 'reset', 'stall'];
const lineEnds = { cr: '\r', crlf: '\r\n', lf: '\n' } as const;

/**
 * Parses a fault from a string such as `reset; after=3` or `http=overloaded`. Values may be percent-encoded. An invalid string
 * becomes a descriptive 400, since a test whose fault is silently ignored cannot fail.
 */
export function parseFault(text: string): Fault {
  try {
    const settings = text
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean)
      .map(setting);
    return settings.reduce<Fault>(
      (fault, [key, value]) => ({ ...fault, ...parsePart(key, value, fault) }),
      {},
    );
  } catch (error) {
    return { http: { status: 400, body: { error: `x-fault: ${(error as Error).message}` } } };
  }
}

function setting(part: string): readonly [key: string, value: string] {
  const [key = '', ...rest] = part.split('=');
  return [key.trim(), decodeURIComponent(rest.join('=').trim())];
}

function parsePart(key: string, value: string, { form, http }: Fault): Fault {
  const withForm = (part: WireForm): Fault => ({ form: { ...form, ...part } });
  const withHttp = (part: Partial<ErrorReply>): Fault => ({
    http: { status: 500, body: { error: 'An error on demand' }, ...http, ...part },
  });
  if (kinds.includes(key)) return { kind: key as NonNullable<Fault['kind']> };
  switch (key) {
    case 'after':
      return { after: number(key, value) };
    case 'delay':
      return { delay: number(key, value) };
    case 'hold-open':
      return { holdOpen: number(key, value) };
    case 'split':
      return withForm({ split: Math.max(1, number(key, value)) });
    case 'keep-alive':
      return withForm({ keepAlive: Math.max(1, number(key, value)) });
    case 'cr':
    case 'crlf':
    case 'lf':
      return withForm({ lineEnd: lineEnds[key] });
    case 'http':
      return { http: { ...named(value), ...http } };
    case 'status':
      return withHttp({ status: number(key, value) });
    case 'body':
      return withHttp({ body: jsonOrText(value) });
    case 'header':
      return withHttp({ headers: { ...http?.headers, ...header(value) } });
    default:
      throw new Error(`"${key}" is not known`);
  }
}

function named(name: string): ErrorReply {
  const error = errorOfName(name);
  if (!error) throw new Error(`there is no error named "${name}"`);
  return error;
}

function number(key: string, value: string): number {
  const parsed = value === 'never' ? Infinity : Number(value || Number.NaN);
  if (!(parsed >= 0)) throw new Error(`"${key}" needs a number`);
  return parsed;
}

function header(text: string): Record<string, string> {
  const colon = text.indexOf(':');
  return { [text.slice(0, colon).trim().toLowerCase()]: text.slice(colon + 1).trim() };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
