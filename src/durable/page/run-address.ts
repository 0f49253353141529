import { assertOption } from '../../options/invalid-option.js';
import { checkRunId } from '../start-options.js';
import type { RunPathOptions } from './follow-run-options.js';
import type { RunAddress } from './run-follower.js';

/** Returns the id and the path of a run. Throws a `TypeError` for an id such as `../x`, which would lead to another path of the server. */
export function runAddress(id: string, { path = '/runs' }: RunPathOptions): RunAddress {
  checkRunId(id);
  const hasSteps = id.split('/').some((step) => step === '.' || step === '..');
  assertOption(!hasSteps, 'id', 'an id without the path segments `.` and `..`', id);
  return { id, path: `${path}/${id}` };
}
