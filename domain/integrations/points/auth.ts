import type { IntegrationPoint } from '../integration-point.ts';

const NO_SESSIONS = 'log-in and sessions are not in this version';
const about = {
  category: 'Auth',
  needs: ['postgres'],
  writes: 'rolled back',
  level: { withinMs: 1_000, availability: 0.999 },
  onFailure: 'Nobody is let in; what runs goes on.',
  shownBy: 'api/routes/authentication.integration.test.ts',
} as const;

export const authPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'auth.hashing',
    name: 'hashing',
    needs: [],
    probe: 'A password’s hash knows the password, and no other.',
    writes: 'nothing',
    notBuilt: 'passwords are not in this version',
  },
  {
    ...about,
    id: 'auth.user-scope',
    name: 'user-scoped data',
    probe: 'A user finds neither the strategy nor the orders nor the account of another.',
    onFailure: 'Nothing is shown to anybody.',
    shownBy: 'db/user-scope.integration.test.ts',
  },
  { ...about, id: 'auth.session-create', name: 'session create', probe: 'Logs in.', notBuilt: NO_SESSIONS },
  {
    ...about,
    id: 'auth.session-retrieve',
    name: 'session retrieve',
    probe: 'Finds who a session belongs to.',
    notBuilt: NO_SESSIONS,
  },
  {
    ...about,
    id: 'auth.session-expire',
    name: 'session expire',
    probe: 'A session past its time lets nobody in.',
    notBuilt: NO_SESSIONS,
  },
  { ...about, id: 'auth.session-delete', name: 'session delete', probe: 'Logs out.', notBuilt: NO_SESSIONS },
];
