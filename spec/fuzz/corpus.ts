import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What was found once: the files of one folder of `corpus/`, each with its name and its bytes. */
export function corpus(folder: string): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const path = join(__dirname, 'corpus', folder);
  return readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]);
}

/** The same where each file holds one JSON value. */
export function corpusOfJson(folder: string): readonly (readonly [name: string, value: unknown])[] {
  return corpus(folder).map(([name, bytes]) => [
    name,
    JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  ]);
}
