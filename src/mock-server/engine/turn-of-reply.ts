import { choicesOfReply } from './choices-of-reply.js';
import { effectiveParameters } from './effective-parameters.js';
import type { Turn } from './turn.js';

/** Combines a reply and a request into a turn. */
export function turnOfReply(options: Pick<Turn, 'created' | 'id' | 'model' | 'reply' | 'request'>): Turn {
  const { id, reply, request } = options;
  const parameters = effectiveParameters(request);
  const choices = choicesOfReply(reply, request, parameters, id);
  return { ...options, parameters, choices };
}
