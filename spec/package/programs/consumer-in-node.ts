import type { Observable } from 'rxjs';
import { contentDeltas, VeniceClient } from 'venice-rx';
import { undiciTransport } from 'venice-rx/node';
import { startMockServer, type MockServer } from 'venice-rx/mock-server';

export const server: Promise<MockServer> = startMockServer();

export const text: Observable<string> = new VeniceClient({ transport: undiciTransport() }).chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
  .pipe(contentDeltas());
