import type * as Zod from 'zod/mini';
import type { ZodMini } from './zod-mini.js';

type Schema = Zod.core.$ZodType;
type Payload = Zod.core.ParsePayload<Record<PropertyKey, unknown>>;

/** Validation of an array or object stops after this many invalid elements: a request of 256 KiB can have 87,000, such as `{},{},{}`. */
const maxWrongElements = 10;

/** An array whose elements match the schema. Stops after `maxWrongElements`; `z.array` would collect an issue for each invalid element. */
export function boundedArray(z: ZodMini, element: Schema, ...checks: Zod.core.$ZodCheck<unknown[]>[]) {
  return z.array(z.unknown()).check(...checks, (payload) => {
    checkEach(z, payload as unknown as Payload, payload.value.keys(), element);
  });
}

/** An object with any keys whose values match the schema; stops like {@link boundedArray}. */
export function boundedRecord(z: ZodMini, value: Schema) {
  return z.record(z.string(), z.unknown()).check((payload) => {
    checkEach(z, payload, Object.keys(payload.value), value);
  });
}

function checkEach(
  z: ZodMini,
  { value, issues }: Payload,
  keys: Iterable<PropertyKey>,
  schema: Schema,
): void {
  let wrongElements = 0;
  for (const key of keys) {
    const { success, data, error } = z.safeParse(schema, value[key]);
    if (success) {
      value[key] = data;
      continue;
    }
    for (const issue of error.issues) {
      issues.push({ ...issue, input: undefined, path: [key, ...issue.path], continue: false });
    }
    wrongElements += 1;
    if (wrongElements === maxWrongElements) return;
  }
}
