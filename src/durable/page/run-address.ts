import { assertOption } from '../../options/invalid-option.js';
import { checkRunId } from '../start-options.js';
import type { RunPathOptions } from './follow-run-options.js';
import type { RunAddress } from './followed-run.js';

/** Returns the address of a run. Throws a `TypeError` for an id that would be another path, which a link could contain. */
export function runAddress(id: string, { path = '/runs' }: RunPathOptions): RunAddress {
  checkRunId(id);
  const hasSteps = id.split('/').some((step) => step === '.' || step === '..');
  assertOption(!hasSteps, 'id', 'an id without the path segments `.` and `..`', id);
  return { id, path: `${path}/${id}` };
}
