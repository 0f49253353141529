/** Returns the model of a request that is not validated yet; '' if it has none. */
export function getModel(request: object | null | undefined): string {
  const { model = '' } = Object(request) as { readonly model?: unknown };
  return String(model);
}
