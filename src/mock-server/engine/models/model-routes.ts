import type { ErrorReply } from '../error-reply.js';
import { schemaError } from '../schema-error.js';
import type { Catalogue } from './catalogue.js';
import { getTraits } from './get-traits.js';

const types = 'text image video music tts asr embedding upscale inpaint all code decision'.split(' ');

/** Handles `GET /models` and its subroutes; returns undefined for other routes. */
export function modelRoute(
  route: string,
  query: URLSearchParams,
  catalogue: Catalogue,
): { readonly status: number; readonly body: unknown } | undefined {
  const type = query.get('type') ?? 'text';
  const body = toBody(route, type, catalogue);
  if (body === undefined) return undefined;
  return types.includes(type) ? { status: 200, body } : unknownType();
}

function toBody(route: string, type: string, catalogue: Catalogue): unknown {
  const isText = type === 'text' || type === 'all';
  switch (route) {
    case '/models':
      return { object: 'list', type, data: catalogue.models.filter((model) => fits(model, type)) };
    case '/models/traits':
      return { object: 'list', type, data: isText ? getTraits(catalogue) : {} };
    case '/models/compatibility_mapping':
      return { object: 'list', type, data: isText ? catalogue.aliases : {} };
    default:
      return undefined;
  }
}

function fits(model: Catalogue['models'][number], type: string): boolean {
  if (type === 'code') return model.model_spec.capabilities.optimizedForCode;
  return type === 'all' || model.type === type;
}

function unknownType(): ErrorReply {
  const message = `Invalid option: expected one of ${types.join('|')}`;
  return schemaError([{ code: 'invalid_value', path: ['type'], message }]);
}
