import { generate } from 'selfsigned';

/** Creates a self-signed certificate, which no client trusts. */
export async function createCertificate(): Promise<{ readonly key: string; readonly cert: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    keyType: 'ec',
  });
  return { key, cert };
}
