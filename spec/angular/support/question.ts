import type { ChatResourceRequest } from 'venice-rx/angular';

/** A request with one message; undefined if the message is empty. */
export function question(content: string): ChatResourceRequest | undefined {
  return content === '' ? undefined : { model: 'default', messages: [{ role: 'user', content }] };
}
