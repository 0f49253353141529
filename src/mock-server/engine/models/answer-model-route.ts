import type { ErrorReply } from '../error-reply.js';
import { createSchemaError } from '../create-schema-error.js';
import type { Catalogue } from './catalogue.js';
import { getTraits } from './get-traits.js';

const types = 'text image video music tts asr embedding upscale inpaint all code decision'.split(' ');

/** Answers `GET /models` and its subroutes; returns undefined for other routes. */
export function answerModelRoute(
  route: string,
  query: URLSearchParams,
  catalogue: Catalogue,
): { readonly status: number; readonly body: unknown } | undefined {
  const type = query.get('type') ?? 'text';
  const body = toBody(route, type, catalogue);
  if (body === undefined) return undefined;
  return types.includes(type) ? { status: 200, body } : createTypeError();
}

function toBody(route: string, type: string, catalogue: Catalogue): unknown {
  const isText = type === 'text' || type === 'all';
  switch (route) {
    case '/models':
      return { object: 'list', type, data: catalogue.models.filter((model) => hasType(model, type)) };
    case '/models/traits':
      return { object: 'list', type, data: isText ? getTraits(catalogue) : {} };
    case '/models/compatibility_mapping':
      return { object: 'list', type, data: isText ? catalogue.aliases : {} };
    default:
      return undefined;
  }
}

function hasType(model: Catalogue['models'][number], type: string): boolean {
  if (type === 'code') return model.model_spec.capabilities.optimizedForCode;
  return type === 'all' || model.type === type;
}

function createTypeError(): ErrorReply {
  const message = `Invalid option: expected one of ${types.join('|')}`;
  return createSchemaError([{ code: 'invalid_value', path: ['type'], message }]);
}
