import { generate } from 'selfsigned';

/** A self-signed certificate, made on demand. */
export async function untrusted(): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
  });
  return { key, cert };
}
