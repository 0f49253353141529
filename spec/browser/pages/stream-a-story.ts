import { contentDeltas, VeniceClient } from 'venice-rx';

// Each piece becomes a node of its own, and the title says how it ended.
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
