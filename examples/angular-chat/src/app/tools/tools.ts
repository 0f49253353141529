import type { RunnableTool } from 'venice-rx';
import { currentTime } from './current-time';
import { rollDice } from './roll-dice';
import { saveFile } from './save-file';

/** What the model may call. */
export const tools: readonly RunnableTool[] = [rollDice, currentTime, saveFile];

/** Tools that run only after the user has said yes. */
export const needsApproval: ReadonlySet<string> = new Set([saveFile.definition.function.name]);
