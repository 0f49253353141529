/** Returns the trimmed value of an environment variable, or undefined if it is empty or unset, or if there is no environment. */
export function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const value = process?.env?.[name]?.trim();
  return value === '' ? undefined : value;
}

/** How to pass a key to a client that has none. */
export function keyRemedy(): string {
  // Pages and their workers have a location, and no environment variables. In Deno, the global `location` exists, but is undefined.
  return (globalThis as { location?: unknown }).location !== undefined
    ? remedyInPages
    : 'set the environment variable VENICE_API_KEY, or pass `apiKey` to VeniceClient';
}

export const remedyInPages = 'set `baseURL` to the URL of your relay, which adds the key';
