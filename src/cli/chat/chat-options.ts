import { clientOptions } from '../client-options.js';

/** The options of `venice-rx chat`. */
export const chatOptions = {
  model: { value: 'MODEL', short: 'm', help: 'model, trait or alias; default: default' },
  system: { value: 'TEXT', short: 's', help: 'how the model is to behave' },
  temperature: { value: 'NUMBER', help: 'randomness, 0 to 2' },
  'max-completion-tokens': { value: 'NUMBER', help: 'most tokens of the answer, reasoning included' },
  'web-search': { value: 'WHEN', help: 'off, on or auto; the sources follow the answer' },
  character: { value: 'SLUG', help: 'public character of Venice to answer as' },
  reasoning: { help: 'shows the reasoning before the answer, among the errors' },
  'reasoning-effort': { value: 'EFFORT', help: 'none, minimal, low, medium, high, xhigh or max' },
  json: { help: 'prints the whole completion as one JSON object, once it is complete' },
  ...clientOptions,
} as const;
