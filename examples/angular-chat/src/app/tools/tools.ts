import type { RunnableTool } from 'venice-rx';
import { currentTime } from './current-time';
import { rollDice } from './roll-dice';
import { saveFile } from './save-file';

/** The tools that the model may call. */
export const tools: readonly RunnableTool[] = [rollDice, currentTime, saveFile];
