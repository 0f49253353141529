import { checkApiKey } from '../check-api-key.js';
import type { EngineRequest } from '../engine-request.js';
import type { Catalogue } from '../models/catalogue.js';
import type { Meters } from './meters.js';
import { tierLimits } from './tier.js';

/** Context of {@link answerRateLimitsRoute}. */
interface RateLimitsContext {
  readonly apiKey: string | undefined;
  /** Models available to the key. */
  readonly catalogue: Catalogue;
  readonly meters: Meters;
  readonly now: number;
}

/** Answers `GET /api_keys/rate_limits`; returns undefined for other routes. */
export function answerRateLimitsRoute(
  route: string,
  request: EngineRequest,
  { apiKey, catalogue, meters, now }: RateLimitsContext,
): { readonly status: number; readonly body: unknown } | undefined {
  if (route !== '/api_keys/rate_limits') return undefined;
  const refusal = checkApiKey(request, apiKey);
  if (refusal) return refusal;

  const { requests, requestsPerDay, tokens } = meters.limits ?? tierLimits.M;
  const data = {
    accessPermitted: true,
    apiTier: { id: 'paid', isCharged: true },
    balances: { USD: 25, DIEM: 0 },
    keyExpiration: null,
    nextEpochBegins: new Date(meters.day.getReset(now)).toISOString(),
    rateLimits: catalogue.models.map(({ id }) => ({
      apiModelId: id,
      rateLimits: [
        { type: 'RPM', amount: requests },
        ...(requestsPerDay === undefined ? [] : [{ type: 'RPD', amount: requestsPerDay }]),
        { type: 'TPM', amount: tokens },
      ],
    })),
  };
  return { status: 200, body: { data } };
}
