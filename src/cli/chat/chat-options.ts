import { clientOptions } from '../client-options.js';

/** The options of `venice-rx chat`. */
export const chatOptions = {
  model: { value: 'MODEL', short: 'm', help: 'model, trait or alias; the default is the trait `default`' },
  system: { value: 'TEXT', short: 's', help: 'the system prompt' },
  temperature: { value: 'NUMBER', help: 'randomness, 0 to 2' },
  'max-completion-tokens': { value: 'NUMBER', help: 'maximum tokens of the answer, reasoning included' },
  'web-search': { value: 'WHEN', help: 'off, on or auto; prints the sources after the answer' },
  character: { value: 'SLUG', help: 'public character of Venice to answer as' },
  reasoning: { help: 'prints the reasoning before the answer, on standard error' },
  'reasoning-effort': { value: 'EFFORT', help: 'none, minimal, low, medium, high, xhigh or max' },
  json: { help: 'prints the completion as one JSON object when it is complete' },
  ...clientOptions,
} as const;
