import { roleMay } from '../../../domain/identity/capabilities.ts';
import { newApp } from '../../api-app.ts';
import type { ApiDeps } from '../../deps.ts';
import { LOGIN_CSP, loginPage } from '../../pages/login-page.ts';

/** `/login`, for browsers. It shows whose session the request carries; what it changes goes through `/v1/auth`. */
export function loginPageRoutes({ codec }: Pick<ApiDeps, 'codec'>) {
  return newApp().get('/login', (c) => {
    const user = c.get('caller')?.kind === 'session' ? c.get('user') : undefined;
    const readsPayloads = user !== undefined && codec.keys.length > 0 && roleMay(user.role, 'payloads:read');
    c.header('Content-Security-Policy', LOGIN_CSP);
    return c.html(loginPage({ user, webUi: readsPayloads ? codec.uiOrigin : undefined }));
  });
}
