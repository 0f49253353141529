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
 * Creates the `approvalSigner` of a conversation whose exports are kept by browsers: it signs the calls, results and system messages of
 * an export by HMAC-SHA-256. Use the same secret and id for all exports of a conversation, and another id for every other conversation.
 *
 * An older export also has a valid signature: a server that must not execute a call twice has to keep the ids of the answered calls,
 * or the conversation itself.
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
  // The error must not show the length of the secret either.
  if (!isSecret(secret)) throw optionError('secret', 'have at least 32 characters or bytes', 'another value');
  const key = typeof secret === 'string' ? secret : Uint8Array.from(secret);
  const sign = (value: unknown): string =>
    createHmac('sha256', key)
      .update(JSON.stringify(['venice-rx approval 1', conversationId, sortKeys(value)]))
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

/** Returns a copy with sorted keys: databases may change the order of keys, and the signature must stay valid. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  // Pairs, since a key may be `__proto__`; in an object, so that an object and an array of such pairs have different signatures.
  const pairs = Object.keys(value)
    .sort()
    .map((key) => [key, sortKeys(value[key])]);
  return { pairs };
}
