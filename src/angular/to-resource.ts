import { type Resource, type ResourceSnapshot, resourceFromSnapshots } from '@angular/core';
import type { ChatCompletion } from '../wire/chat-completion.js';
import type { ChatResource } from './chat-resource.js';

/**
 * Converts the answer to an Angular `Resource`, for APIs that take one. As with `rxResource`, it is `resolved` from its first
 * part on, and its `value` throws after an error.
 *
 * @example
 * ```ts
 * import { chatResource, toResource } from 'venice-rx/angular';
 *
 * export class Greeting {
 *   readonly answer = toResource(
 *     chatResource({ params: () => ({ model: 'default', messages: [{ role: 'user', content: 'Say hello.' }] }) }),
 *   );
 * }
 * ```
 */
export function toResource(chat: ChatResource): Resource<ChatCompletion | undefined> {
  return resourceFromSnapshots(() => toSnapshot(chat));
}

function toSnapshot(chat: ChatResource): ResourceSnapshot<ChatCompletion | undefined> {
  const status = chat.status();
  const value = chat.value();
  const error = chat.error();
  if (status === 'failed' && error !== undefined) return { status: 'error', error };
  if (status === 'pending') return { status: value === undefined ? 'loading' : 'reloading', value };
  return { status: status === 'idle' ? 'idle' : 'resolved', value };
}
