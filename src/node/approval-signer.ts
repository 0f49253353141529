import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ApprovalSigner } from '../history/approval-signer.js';
import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { isRecord } from '../json/is-record.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { optionError } from '../options/invalid-option.js';
import { anything, required } from '../options/option-rules.js';

/** Options of {@link approvalSigner}. */
export interface ApprovalSignerOptions {
  /** Secret of the server: at least 32 random characters, or bytes. Never shown in an error. */
  readonly secret: Uint8Array | string;
  /**
   * Id of the conversation. The server must take it from its session or the URL, never from an export. It is part of each signature,
   * so that no call can be replayed in another conversation.
   */
  readonly conversationId: string;
}

const rules: OptionRules<ApprovalSignerOptions> = {
  secret: anything,
  conversationId: required([isNonEmptyString, 'a string that is not empty']),
};

/**
 * Creates the `approvalSigner` of a conversation whose exports are kept by browsers. In an export, each entry with tool calls, a tool
 * result, or a system or developer message has a signature by HMAC-SHA-256, which covers the message, the calls, the status, and the
 * ids of the entry and its parent. Use the same secret and id for all exports of a conversation, and another id for every other
 * conversation.
 *
 * The signatures of an older export stay valid: a server that must not execute a call twice has to keep the ids of the answered
 * calls, or the conversation itself.
 *
 * @throws TypeError when an option is invalid; the message names it, and has no part of the secret.
 *
 * @example
 * ```ts
 * import { Conversation, VeniceClient } from 'venice-rx';
 * import { approvalSigner } from 'venice-rx/node';
 *
 * const secret = process.env['APPROVAL_SECRET'] ?? 'a secret of at least thirty-two characters';
 * const client = new VeniceClient();
 * const conversation = new Conversation(client.chat.completions, {
 *   request: { model: 'default' },
 *   approvalSigner: approvalSigner({ secret, conversationId: 'thread-1' }),
 * });
 * console.log(conversation.export().entries.length); // 0
 * ```
 */
export function approvalSigner(options: ApprovalSignerOptions): ApprovalSigner {
  checkOptions(options, rules);
  const { secret, conversationId } = options;
  // The error does not describe the value: not even the length of a secret may be revealed.
  if (!isSecret(secret)) throw optionError('secret', 'have at least 32 characters or bytes', 'another value');
  const key = typeof secret === 'string' ? secret : Uint8Array.from(secret);
  const sign = (value: unknown): string =>
    createHmac('sha256', key)
      .update(JSON.stringify(['venice-rx approval 1', conversationId, canonicalize(value)]))
      .digest('base64url');
  return {
    sign,
    verify: (value, signature) => {
      // Compares the strings, not the decoded bytes: several base64url strings decode to the same bytes.
      const [expected, received] = [Buffer.from(sign(value)), Buffer.from(signature)];
      return received.length === expected.length && timingSafeEqual(received, expected);
    },
  };
}

function isSecret(secret: unknown): boolean {
  return (typeof secret === 'string' || secret instanceof Uint8Array) && secret.length >= 32;
}

/**
 * Replaces each object, at every depth, with `{ pairs: [[key, value], …] }`, sorted by key: the signature must stay valid if a database
 * changes the order of keys. Pairs allow the key `__proto__`. The object around the pairs makes the signature of an object differ from
 * the signature of an array of the same pairs.
 */
function canonicalize(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalize);
  if (!isRecord(value)) return value;
  const pairs = Object.keys(value)
    .sort()
    .map((key) => [key, canonicalize(value[key])]);
  return { pairs };
}
