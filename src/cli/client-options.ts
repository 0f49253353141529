/** The options of every command that asks a server. */
export const clientOptions = {
  'base-url': { value: 'ADDRESS', help: 'another server; default: VENICE_BASE_URL, else Venice' },
} as const;
