/** Returns the model of a request or a form that is not validated yet; '' if it has none. */
export function getModel(request: object | null | undefined): string {
  const fields: unknown = request instanceof FormData ? { model: request.get('model') ?? '' } : request;
  const { model = '' } = Object(fields) as { readonly model?: unknown };
  return String(model);
}
