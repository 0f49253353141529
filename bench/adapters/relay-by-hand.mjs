import { pipeline } from 'node:stream/promises';
import { request } from 'undici';

/** Pipes the bytes without parsing them. */
export async function pipeByHand(url, { headers, body }, response) {
  const upstream = await request(`${url}/chat/completions`, { method: 'POST', headers, body });
  response.writeHead(upstream.statusCode, { 'content-type': upstream.headers['content-type'] });
  await pipeline(upstream.body, response);
}
