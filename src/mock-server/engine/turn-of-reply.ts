import { choicesOfReply } from './choices-of-reply.js';
import { parametersInForce } from './parameters-in-force.js';
import type { Turn } from './turn.js';

/** Combines a reply and a request into a turn. */
export function turnOfReply(facts: Pick<Turn, 'created' | 'id' | 'model' | 'reply' | 'request'>): Turn {
  const { id, reply, request } = facts;
  const parameters = parametersInForce(request);
  const choices = choicesOfReply(reply, request, parameters, id);
  return { ...facts, parameters, choices };
}
