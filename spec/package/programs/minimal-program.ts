import { VeniceClient, contentDeltas } from 'venice-rx';

new VeniceClient({ apiKey: '…' }).chat.completions
  .create({ model: 'default', messages: [{ role: 'user', content: 'Hello' }], stream: true })
  .pipe(contentDeltas())
  .subscribe((text) => {
    document.body.append(text);
  });
