import type { Script } from './script.js';
import { story } from './story.js';

/** Tells the story of a brave knight to whoever asks anything, in about five seconds. */
export const defaultScript: Script = [
  { reply: { text: story, timing: { firstTokenDelay: 300, tokenDelay: 12 } } },
];
