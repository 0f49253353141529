import type { Observable } from 'rxjs';
import { contentDeltas, VeniceClient } from 'venice-rx';

export const text: Observable<string> = new VeniceClient({ baseURL: '/api/v1' }).chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
  .pipe(contentDeltas());
