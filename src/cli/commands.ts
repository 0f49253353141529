import type { Command } from './command.js';

/** A command before it is loaded: printing the help must not wait for the parts that only one of them needs. */
interface CommandEntry {
  readonly name: string;
  /** What it does, in one line. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands, in the order in which a newcomer meets them. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'chat',
    summary: 'asks a model, and prints the answer as it comes',
    load: async () => (await import('./chat/chat-command.js')).chatCommand,
  },
  {
    name: 'models',
    summary: 'lists models, and what they can do and cost',
    load: async () => (await import('./models/models-command.js')).modelsCommand,
  },
  {
    name: 'serve',
    summary: 'starts a mock of Venice on this machine, which needs no key',
    load: async () => (await import('./serve/serve-command.js')).serveCommand,
  },
];
