import type { NodeRedisClient } from 'venice-rx/redis';

/** A client of node-redis whose replies the spec decides. */
export class FakeClient implements NodeRedisClient {
  /** Names of the commands that were sent. */
  readonly commands: string[] = [];
  reply: (command: 'EVAL' | 'EVALSHA', keys: readonly string[], args: readonly string[]) => unknown = () => [
    'none',
  ];
  infoReply: (section: string) => string = () =>
    'maxmemory:0\r\nmaxmemory_policy:noeviction\r\nredis_version:7.0.15';

  readonly evalSha: NodeRedisClient['evalSha'] = (_, options) => this.#send('EVALSHA', options);
  readonly eval: NodeRedisClient['eval'] = (_, options) => this.#send('EVAL', options);
  readonly info = (section: string): Promise<string> => Promise.resolve().then(() => this.infoReply(section));
  readonly duplicate = (): never => {
    throw new Error('there is no connection');
  };

  async #send(
    command: 'EVAL' | 'EVALSHA',
    options: { readonly keys: string[]; readonly arguments: string[] },
  ): Promise<unknown> {
    this.commands.push(command);
    return Promise.resolve().then(() => this.reply(command, options.keys, options.arguments));
  }
}
