import { afterAll, expect, test } from 'vitest';
import { ROUTE_CAPABILITIES } from '../../domain/identity/capabilities.ts';
import { apiUnderTest } from '../testing/api-under-test.ts';
import { routeName } from './authorize.ts';

const api = apiUnderTest();
afterAll(() => api.close());

test('the table of capabilities names every route under /v1 and /codec, and none that is not there', () => {
  const routes = api.app.routes
    .filter(({ method, path }) => method !== 'ALL' && /^\/(v1|codec)\//.test(path))
    .map(routeName);
  expect([...new Set(routes)].toSorted()).toEqual(Object.keys(ROUTE_CAPABILITIES).toSorted());
});
