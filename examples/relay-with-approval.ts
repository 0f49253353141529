// A relay that runs tools itself: the page receives one answer, and approves tool calls with separate requests. `npm run example --
// relay-with-approval 8080` serves pages until Ctrl-C; without a port, the program acts as the page and ends. Key and server come from
// VENICE_API_KEY and VENICE_BASE_URL.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Observable, concatAll, finalize, switchMap, timer } from 'rxjs';
import { type ApprovalRequest, VeniceClient, contentDeltas, runTools, tool } from 'venice-rx';
import { pipeToNodeResponse, relayGuard, toSingleAnswer } from 'venice-rx/relay';

const pageOrigin = 'http://localhost:4200';
const port = Number(process.argv[2] ?? 0);

const client = new VeniceClient();
const guard = relayGuard({ origins: [pageOrigin], models: ['default'] });
const order = tool({
  name: 'order_pizza',
  description: 'Orders a pizza.',
  execute: () => 'It is on its way.',
});

/** A call that waits for the approval of its user. */
interface WaitingCall {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly args: unknown;
  readonly decide: (isApproved: boolean) => void;
}
const waitingCalls = new Map<string, WaitingCall>();

/** Waits until the user of a call decides. If the page closes the connection, the run is unsubscribed, and the call is removed. */
const approveAs =
  (user: string) =>
  ({ name, args }: ApprovalRequest): Observable<boolean> =>
    new Observable((subscriber) => {
      const id = randomUUID();
      const decide = (isApproved: boolean): void => subscriber.next(isApproved);
      waitingCalls.set(id, { id, user, name, args, decide });
      return () => waitingCalls.delete(id);
    });

const server = createServer((request, response) => {
  if (request.url?.startsWith('/api/approvals') === true) void handleApproval(request, response);
  else void answer(request, response);
}).listen(port, '127.0.0.1');
await once(server, 'listening');
const baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
console.log(`Pages of ${pageOrigin} may ask new VeniceClient({ baseURL: '${baseURL}' }).\n`);
if (port === 0) askAsAPage();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const result = await guard(request);
  if (result.type === 'response') {
    result.sendTo(response);
    return;
  }
  const approve = approveAs(getUser(request));
  pipeToNodeResponse(
    response,
    (gate) =>
      runTools((step) => client.chat.completions.create(step, { gate }), result.request, {
        tools: [order],
        approve,
      }).pipe(toSingleAnswer()),
    { ...result.options, onError: console.error },
  );
}

/** `GET /api/approvals` lists the calls that wait for the user. `POST /api/approvals/ID` decides the call with this id; its body is `true` or `false`. */
async function handleApproval(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const user = getUser(request);
  const id = request.url?.split('/')[3];
  if (request.headers.origin !== pageOrigin) {
    response.writeHead(403).end();
  } else if (request.method === 'GET' && id === undefined) {
    const callsOfUser = [...waitingCalls.values()].filter((call) => call.user === user);
    const calls = callsOfUser.map(({ id, name, args }) => ({ id, name, args }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(calls));
  } else {
    const [body] = (await once(request.setEncoding('utf8'), 'data')) as [string];
    const call = waitingCalls.get(id ?? '');
    if (request.method === 'POST' && call?.user === user) call.decide(body === 'true');
    response.writeHead(204).end();
  }
}

/** Replace this with your authentication, such as a session cookie. */
function getUser({ headers }: IncomingMessage): string {
  return headers.authorization ?? 'anonymous';
}

function askAsAPage(): void {
  const headers = { origin: pageOrigin, authorization: 'Bearer alice' }; // a browser adds the origin itself
  const page = new VeniceClient({ baseURL, headers, apiKey: false });
  const getCalls = async (): Promise<readonly WaitingCall[]> =>
    (await (await fetch(`${baseURL}/approvals`, { headers })).json()) as readonly WaitingCall[];
  const approvals = timer(0, 200)
    .pipe(switchMap(getCalls), concatAll())
    .subscribe(({ id, name }) => {
      console.log(`May ${name} run? Yes.`);
      void fetch(`${baseURL}/approvals/${id}`, { method: 'POST', headers, body: 'true' });
    });
  page.chat.completions
    .create({ model: 'default', messages: [{ role: 'user', content: 'Order a pizza.' }], stream: true })
    .pipe(
      contentDeltas(),
      finalize(() => {
        approvals.unsubscribe();
        server.close();
        void page.close();
        void client.close();
      }),
    )
    .subscribe((text) => process.stdout.write(text));
}
