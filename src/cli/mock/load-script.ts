import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import type { Script } from '../../mock-server/engine/script.js';
import { UsageError } from '../failures/usage-error.js';
import { readScript } from './read-script.js';

/** Loads a script from a JSON file, or from the default export of a module. Rejects with a {@link UsageError}. */
export async function loadScript(file: string): Promise<Script> {
  return readScript(file, await (extname(file) === '.json' ? readJson(file) : importDefault(file)));
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(resolve(file), 'utf8').catch((error: unknown) =>
    refuse(error, `--script: ${file} cannot be read`, 'use a file that exists'),
  );
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(error, `${file} is not JSON`, 'correct it, or use a module');
  }
}

async function importDefault(file: string): Promise<unknown> {
  const module: unknown = await import(pathToFileURL(resolve(file)).href).catch((error: unknown) =>
    refuse(error, `--script: ${file} cannot be loaded`, 'use a .json, .js or .mjs file'),
  );
  return (module as { readonly default?: unknown }).default;
}

function refuse(cause: unknown, message: string, remedy: string): never {
  const reason = types.isNativeError(cause) ? cause.message : String(cause);
  throw new UsageError(`${message}: ${reason}`, remedy, { cause });
}
