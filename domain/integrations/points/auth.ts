import type { IntegrationPoint } from '../integration-point.ts';

const about = {
  category: 'Auth',
  needs: ['postgres', 'api'],
  writes: 'own rows',
  isDear: true,
  level: { withinMs: 3_000, availability: 0.999 },
  onFailure: 'Nobody is let in; what runs goes on.',
  shownBy: 'api/routes/identity/sessions.integration.test.ts',
} as const;

export const authPoints: readonly IntegrationPoint[] = [
  {
    ...about,
    id: 'auth.hashing',
    name: 'hashing',
    probe:
      'The probe’s user changes its password by the API: the new one opens a session, the one before does not.',
    level: { withinMs: 6_000, availability: 0.999 },
    shownBy: 'api/identity/better-auth.integration.test.ts',
  },
  {
    category: about.category,
    id: 'auth.user-scope',
    name: 'user-scoped data',
    needs: ['postgres'],
    probe: 'A user finds neither the strategy nor the orders nor the account of another.',
    writes: 'rolled back',
    level: { withinMs: 1_000, availability: 0.999 },
    onFailure: 'Nothing is shown to anybody.',
    shownBy: 'db/user-scope.integration.test.ts',
  },
  {
    ...about,
    id: 'auth.session-create',
    name: 'session create',
    probe: 'Logs in by the API as the probe’s user; the session’s cookie opens it.',
  },
  {
    ...about,
    id: 'auth.session-retrieve',
    name: 'session retrieve',
    probe: 'The API finds whose session it is, and has it in its user’s list.',
  },
  {
    ...about,
    id: 'auth.session-expire',
    name: 'session expire',
    probe: 'A session past its time lets nobody in.',
  },
  {
    ...about,
    id: 'auth.session-delete',
    name: 'session delete',
    probe: 'Logs out; the session’s cookie lets nobody in any more.',
  },
];
