import type { Observable } from 'rxjs';
import { contentDeltas, VeniceClient } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { startLocalServer, type LocalServer } from 'venice-rx/server';

export const server: Promise<LocalServer> = startLocalServer();

export const text: Observable<string> = new VeniceClient({ transport: undiciTransport() }).chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
  .pipe(contentDeltas());
