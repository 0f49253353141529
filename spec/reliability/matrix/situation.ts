/**
 * The state of a run's connection when a fault strikes.
 *
 * `no connection`: no connection is open. `handshake`: it is open, and the server has not answered the TLS handshake. `idle`: it has no
 * pending request. `headers pending`: a request has arrived at the server, and the client has not received the head of its answer.
 * `answering`: the client has received the head.
 */
export type Situation = 'answering' | 'headers pending' | 'handshake' | 'idle' | 'no connection';

/** The condition under which a fault can happen. */
export type Needs =
  | 'nothing'
  | 'a connection'
  | 'a pending request'
  | 'a body'
  | 'a handshake'
  | 'no head yet'
  | 'a waiting client';

const possibleSituations: Readonly<Record<Needs, readonly Situation[]>> = {
  nothing: ['no connection', 'handshake', 'idle', 'headers pending', 'answering'],
  'a connection': ['handshake', 'idle', 'headers pending', 'answering'],
  'a waiting client': ['handshake', 'headers pending', 'answering'],
  'a pending request': ['headers pending', 'answering'],
  'no head yet': ['headers pending'],
  'a body': ['answering'],
  'a handshake': ['handshake'],
};

/** Why a fault cannot happen in a situation; undefined if it can. */
export function getImpossibility(needs: Needs, situation: Situation): string | undefined {
  if (possibleSituations[needs].includes(situation)) return undefined;
  switch (situation) {
    case 'no connection':
      return 'no connection yet';
    case 'handshake':
      return 'no request yet';
    case 'idle':
      return needs === 'a handshake' ? 'handshake done' : 'no pending request';
    case 'headers pending':
      return needs === 'a handshake' ? 'handshake done' : 'no body yet';
    case 'answering':
      return needs === 'a handshake' ? 'handshake done' : 'head already received';
  }
}
