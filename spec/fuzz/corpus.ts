import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Inputs that have failed once: the names and bytes of the files in a folder of `corpus/`. */
export function readCorpus(folder: string): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const path = join(__dirname, 'corpus', folder);
  return readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]);
}

/** Like {@link readCorpus}, for files with one JSON value each. */
export function readJsonCorpus(folder: string): readonly (readonly [name: string, value: unknown])[] {
  return readCorpus(folder).map(([name, bytes]) => [
    name,
    JSON.parse(new TextDecoder().decode(bytes)) as unknown,
  ]);
}
