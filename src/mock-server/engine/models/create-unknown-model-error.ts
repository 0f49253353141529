import type { ErrorReply } from '../error-reply.js';
import type { Catalogue } from './catalogue.js';

/** Creates the 404 for an unknown model. Suggests the model whose id has the longest common prefix with `name`, of at least three characters. */
export function createUnknownModelError(name: string, { models }: Catalogue): ErrorReply {
  const closest = models
    .map(({ id }) => ({ id, prefixLength: countCommonPrefix(normalize(id), normalize(name)) }))
    .sort((a, b) => b.prefixLength - a.prefixLength)[0];
  const hint =
    closest && closest.prefixLength >= 3
      ? `Did you mean "${closest.id}"?`
      : 'GET /api/v1/models lists the models.';
  return { status: 404, body: { error: `The model "${name}" does not exist. ${hint}` } };
}

// Ignores case and punctuation, where most typing errors occur.
function normalize(name: string): string {
  return name.toLowerCase().replace(/^venice-|[^a-z0-9]/g, '');
}

function countCommonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}
