import { contentDeltas, VeniceClient } from 'venice-rx';

// Appends each delta as a text node. The title shows how the run has ended.
const baseURL = new URLSearchParams(location.search).get('baseURL') ?? '';

new VeniceClient({ baseURL }).chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Tell me a story.' }], stream: true })
  .pipe(contentDeltas())
  .subscribe({
    next: (delta) => {
      document.body.append(delta);
    },
    error: (error: unknown) => {
      document.title = String(error);
    },
    complete: () => {
      document.title = 'complete';
    },
  });
