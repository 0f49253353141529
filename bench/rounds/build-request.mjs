const messages = [{ role: 'user', content: 'Tell me a story.' }];

/** The request of every adapter: fields for a client, and headers and body for the loop by hand. */
export function buildRequest({ model = 'default', signal } = {}) {
  return {
    model,
    messages,
    signal,
    headers: {
      authorization: 'Bearer bench',
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: JSON.stringify({ model, messages, stream: true, stream_options: { include_usage: true } }),
  };
}
