import type { ChatResourceRequest } from 'venice-rx/angular';

/** A request of one message; undefined for no words. */
export function question(content: string): ChatResourceRequest | undefined {
  return content === '' ? undefined : { model: 'default', messages: [{ role: 'user', content }] };
}
