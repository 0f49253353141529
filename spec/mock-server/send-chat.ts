import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';

import type { MockServer } from 'venice-rx/mock-server';

import { chatRequest } from './engine/chat-request.js';

/** Sends a chat request with fetch. `fields` override or extend those of a valid request. */
export function ask(
  server: MockServer,
  fields: object = {},
  headers: Record<string, string> = {},
): Promise<Response> {
  return post(`${server.baseURL}/chat/completions`, JSON.stringify({ ...chatRequest(), ...fields }), headers);
}

/** Posts a body unchanged. */
export function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

/** Sends a chat request on its own connection. */
export function send(
  server: MockServer,
  fields: object,
  headers: Record<string, string> = {},
): ClientRequest {
  const client = request(`${server.baseURL}/chat/completions`, {
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/json', ...headers },
  });
  client.on('error', () => undefined);
  const body = JSON.stringify({ ...chatRequest(), ...fields });
  if ('content-length' in headers) client.write(body);
  else client.end(body);
  return client;
}

/** Sends a chat request, and waits for the first bytes of the answer. */
export async function begin(
  server: MockServer,
  fields: object,
): Promise<{ client: ClientRequest; response: IncomingMessage }> {
  const client = send(server, fields);
  const [response] = (await once(client, 'response')) as [IncomingMessage];
  await once(response, 'data');
  return { client, response };
}
