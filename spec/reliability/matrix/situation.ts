/**
 * How a run stands at the moment a fault strikes, as the two ends of its connection see it.
 *
 * `no connection`: none is open. `handshake`: one is open, and TLS has not been answered. `idle`: one is open, and nothing is
 * owed on it. `asked`: a request has come, and no head of an answer has gone back. `answering`: the head has arrived.
 */
export type Situation = 'answering' | 'asked' | 'handshake' | 'idle' | 'no connection';

/** What a fault needs to happen at all. */
export type Needs =
  | 'nothing'
  | 'a connection'
  | 'an answer owed'
  | 'a body'
  | 'a handshake'
  | 'no head yet'
  | 'a waiting client';

const possible: Readonly<Record<Needs, readonly Situation[]>> = {
  nothing: ['no connection', 'handshake', 'idle', 'asked', 'answering'],
  'a connection': ['handshake', 'idle', 'asked', 'answering'],
  'a waiting client': ['handshake', 'asked', 'answering'],
  'an answer owed': ['asked', 'answering'],
  'no head yet': ['asked'],
  'a body': ['answering'],
  'a handshake': ['handshake'],
};

/** Why a fault cannot happen in a situation; undefined where it can. */
export function whyImpossible(needs: Needs, situation: Situation): string | undefined {
  if (possible[needs].includes(situation)) return undefined;
  switch (situation) {
    case 'no connection':
      return 'no connection yet';
    case 'handshake':
      return 'no request yet';
    case 'idle':
      return needs === 'a handshake' ? 'handshake done' : 'no answer is owed';
    case 'asked':
      return needs === 'a handshake' ? 'handshake done' : 'no body yet';
    case 'answering':
      return needs === 'a handshake' ? 'handshake done' : 'head already received';
  }
}
