import { isFormData } from './is-form-data.js';

/** Returns the model of a request or a form that is not validated yet; '' if it has none. */
export function getModel(request: object | null | undefined): string {
  const { model = '' } = (isFormData(request) ? Object.fromEntries(request) : Object(request)) as {
    readonly model?: unknown;
  };
  return String(model);
}
