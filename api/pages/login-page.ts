import { readFileSync } from 'node:fs';
import { html, raw } from 'hono/html';
import type { UserRole } from '../../domain/identity/role.ts';
import { pagePolicy } from './page-policy.ts';

const STYLE = readFileSync(new URL('login.css', import.meta.url), 'utf8');
const SCRIPT = readFileSync(new URL('login.js', import.meta.url), 'utf8');

export const LOGIN_CSP = pagePolicy({ style: STYLE, script: SCRIPT });

export interface LoginPageTerms {
  /** Whose session the page was asked for with. */
  readonly user: { readonly email: string; readonly role: UserRole } | undefined;
  /** Temporal's Web UI, for those who may read payloads; where nothing is encrypted nobody needs to log in for it. */
  readonly webUi: string | undefined;
}

/** Logging in and out in a browser, so that a page such as Temporal's Web UI may ask the API in somebody's name. */
export function loginPage({ user, webUi }: LoginPageTerms) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>AlphaFlow: ${user === undefined ? 'log in' : user.email}</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>AlphaFlow</h1>
          ${user === undefined ? LOGIN_FORM : loggedIn(user, webUi)}
          <p id="said" role="alert"></p>
          <p id="wait"></p>
          <noscript><p>This page works with JavaScript alone. Without it, log in as the README shows for curl.</p></noscript>
        </main>
        <script>${raw(SCRIPT)}</script>
      </body>
    </html>`;
}

// Hidden until the script runs: without it the form would do nothing.
const LOGIN_FORM = html`<form id="login" method="post" hidden>
  <fieldset id="first-step">
    <label>E-mail address <input id="email" type="email" autocomplete="username" maxlength="254" required /></label>
    <label>Password <input id="password" type="password" autocomplete="current-password" required /></label>
  </fieldset>
  <fieldset id="second-step" hidden disabled>
    <label>Code of your authenticator app, or a backup code
      <input id="code" autocomplete="one-time-code" autocapitalize="none" spellcheck="false" required />
    </label>
  </fieldset>
  <button>Log in</button>
  <button id="start-over" type="button" hidden>Start over</button>
</form>`;

function loggedIn({ email, role }: NonNullable<LoginPageTerms['user']>, webUi: string | undefined) {
  return html`<p>You are logged in as <strong>${email}</strong> (${role}).</p>
    ${
      webUi === undefined
        ? ''
        : html`<p>
            <a href="${webUi}">Temporal’s Web UI</a> shows payloads in the clear once its codec server settings (the
            glasses) say: my browser setting, endpoint <code id="endpoint"></code>, include cross-origin credentials.
          </p>`
    }
    <form id="logout" method="post" hidden><button>Log out</button></form>`;
}
