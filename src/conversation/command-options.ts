import { isNonEmptyString } from '../json/is-non-empty-string.js';
import { type OptionRules, checkOptions } from '../options/check-options.js';
import { anything } from '../options/option-rules.js';
import { checkMetadata } from './check-messages.js';
import { type WhileRunning, policyRule } from './conversation-options.js';

/** Options of a command. */
export interface CommandOptions {
  /** How this command is handled during a run. Default: `whileRunning` of the conversation. */
  readonly whileRunning?: WhileRunning;
}

/** Options of a command that adds a question. */
export interface SendOptions<Metadata = unknown> extends CommandOptions {
  /** Id of the new entry. If there is a command or an entry with this id, the new command does nothing. Default: a new id. */
  readonly id?: string;
  /** Metadata of the entry: any value that can be saved as JSON. Default: none. */
  readonly metadata?: Metadata;
}

const commandRules: OptionRules<CommandOptions> = { whileRunning: policyRule };
const sendRules: OptionRules<SendOptions> = {
  ...commandRules,
  id: [isNonEmptyString, 'a string that is not empty'],
  metadata: anything,
};

/** Throws a `TypeError` that names the invalid option. */
export function checkCommandOptions(options: CommandOptions): void {
  checkOptions(options, commandRules);
}

/** Throws a `TypeError` that names the invalid option of a command that adds a question. */
export function checkSendOptions(options: SendOptions): void {
  checkOptions(options, sendRules);
  checkMetadata(options.metadata, 'metadata');
}
