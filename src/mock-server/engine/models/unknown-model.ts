import type { ErrorReply } from '../error-reply.js';
import type { Catalogue } from './catalogue.js';

/** Returns the 404 for an unknown model. Suggests the model whose id shares the longest start, if it has at least three characters. */
export function unknownModel(name: string, { models }: Catalogue): ErrorReply {
  const closest = models
    .map(({ id }) => ({ id, shared: countSharedStart(normalize(id), normalize(name)) }))
    .sort((a, b) => b.shared - a.shared)[0];
  const hint =
    closest && closest.shared >= 3
      ? `Did you mean "${closest.id}"?`
      : 'GET /api/v1/models lists the models that there are.';
  return { status: 404, body: { error: `The model "${name}" does not exist. ${hint}` } };
}

// Ignores case and punctuation, where most typing errors occur.
function normalize(name: string): string {
  return name.toLowerCase().replace(/^venice-|[^a-z0-9]/g, '');
}

function countSharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
