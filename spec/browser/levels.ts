import type { Level } from './pages/contract.js';

/** The two levels at which a run can be subscribed to. */
export const levels: readonly Level[] = ['transport', 'client'];
