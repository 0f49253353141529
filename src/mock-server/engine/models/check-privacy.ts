import type { ErrorReply } from '../error-reply.js';
import type { EngineModel } from './engine-model.js';

/** Returns the 403 for a model that the key may not use; undefined for other models. */
export function checkPrivacy(
  { id, model_spec: { privacy } }: EngineModel,
  allowed: string | undefined,
): ErrorReply | undefined {
  if (allowed === undefined || privacy === allowed) return undefined;
  const error = `This key may only use ${allowed} models, and ${id} is ${privacy}`;
  return { status: 403, body: { error, code: 'MODEL_PRIVACY_RESTRICTED' } };
}
