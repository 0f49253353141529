import type { ErrorReply } from '../error-reply.js';
import type { Catalogue } from './catalogue.js';

/** The 404 for an unknown model, with the closest known name. */
export function unknownModel(name: string, { models }: Catalogue): ErrorReply {
  const near = models
    .map(({ id }) => ({ id, shared: sharedStart(plain(id), plain(name)) }))
    .sort((a, b) => b.shared - a.shared)[0];
  const hint =
    near && near.shared >= 3
      ? `Did you mean "${near.id}"?`
      : 'GET /api/v1/models lists the models that there are.';
  return { status: 404, body: { error: `The model "${name}" does not exist. ${hint}` } };
}

// Most typos are in case and punctuation.
function plain(name: string): string {
  return name.toLowerCase().replace(/^venice-|[^a-z0-9]/g, '');
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
