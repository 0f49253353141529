import { VeniceClient, accumulate, toState } from 'venice-rx';
import { durableChat, followRun, stopRun } from 'venice-rx/durable';

// A page with a durable run. The query of its address has the id of the run; with `start`, the page starts the run, and otherwise follows it.
// The body of the page shows the answer, and its title the status.
const { searchParams, origin } = new URL(location.href);
const id = searchParams.get('run') ?? '';
const client = new VeniceClient({
  baseURL: origin,
  // With `forgets`, the page reconnects without Last-Event-ID.
  requestInterceptors: searchParams.has('forgets')
    ? [
        (request, next) => {
          const { 'last-event-id': _forgotten, ...headers } = request.headers;
          return next({ ...request, headers });
        },
      ]
    : [],
});
const request = {
  model: 'default',
  messages: [{ role: 'user', content: 'A story.' }],
  stream: true,
} as const;
const chunks = searchParams.has('start')
  ? durableChat(client, { runId: () => id })(request)
  : followRun(client, id);
// A reload of the page that has started a run follows it.
history.replaceState(null, '', location.href.replace('&start', ''));

chunks.pipe(accumulate(), toState()).subscribe(({ status, completion, error }) => {
  document.body.textContent = completion?.choices[0]?.message.content ?? '';
  document.title = error?.name ?? status;
});
Object.assign(window, { stop: () => stopRun(client, id).subscribe() });
