import type { Command } from './command.js';

/** A command that is loaded when it is used, so that the help does not wait for the modules of all commands. */
interface CommandEntry {
  readonly name: string;
  /** Another name, which the help does not list. */
  readonly alias?: string;
  /** Description in one line. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The commands in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'chat',
    summary: 'sends a prompt to a model, and prints the answer as it arrives',
    load: async () => (await import('./chat/chat-command.js')).chatCommand,
  },
  {
    name: 'models',
    summary: 'lists models with their capabilities and prices',
    load: async () => (await import('./models/models-command.js')).modelsCommand,
  },
  {
    name: 'mock',
    alias: 'serve',
    summary: 'starts a mock server of Venice on this machine, which needs no key',
    load: async () => (await import('./mock/mock-command.js')).mockCommand,
  },
];
