import { request } from 'undici';

/** The lower bound: receives the bytes without parsing them. */
export async function countBytes(url, { headers, body, signal }, onContent) {
  const response = await request(`${url}/chat/completions`, { method: 'POST', headers, body, signal });
  let count = 0;
  for await (const bytes of response.body) count += bytes.length;
  onContent(String(count));
}
