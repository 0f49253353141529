import type { Observable } from 'rxjs';
import { bindContext } from '../async-context/bind-context.js';
import { deferObservable } from '../subscribers/defer-observable.js';
import { mapValues } from '../subscribers/map-values.js';
import { fromAsyncValue } from '../subscribers/from-async-value.js';

/** A form as the body of a request. */
export interface EncodedForm {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `multipart/form-data` with the boundary. */
  readonly contentType: string;
}

/** Encodes a form as `multipart/form-data` (RFC 7578). Fails if a file of the form cannot be read. */
export function encodeForm(form: FormData): Observable<EncodedForm> {
  return deferObservable(() => {
    const encoded = new Response(form);
    const contentType = encoded.headers.get('content-type') ?? '';
    return fromAsyncValue(encoded.arrayBuffer()).pipe(
      mapValues((buffer) => ({ bytes: new Uint8Array(buffer), contentType })),
      bindContext(),
    );
  });
}
