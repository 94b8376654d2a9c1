import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Answer, MATRIX, rowOf } from './matrix.ts';

/** Where `authorizationDocument` is kept. */
export const DOCUMENT = resolve(import.meta.dirname, '../../docs/authorization.md');

const INTRODUCTION = `# Who may do what

Written from the table that \`tests/authorization\` asks the API by (\`node tests/authorization/document.ts\`). Each route is tried by nobody (without credentials; with a session that has expired, lain idle, been ended or is forged; with a key that has expired, been revoked or never was; with the session or the key of a user who was disabled): 401 \`UNAUTHENTICATED\`, but for what is public. By each role, for what is their own. By an owner who asks for what is somebody else’s by its ids: a problem, or what is their own; and so with every id that a query or a body may name (\`foreign-ids.ts\`: an id in the OpenAPI document without a case fails). By keys with every scope but the one, 403 \`SCOPE_MISSING\`, and with that one alone. And by a page of another site with the cookie of a session: 403 \`CROSS_ORIGIN\` for all that changes something.

| sign | meaning |
|---|---|
| ✓ | allowed |
| – | 403 \`ROLE_FORBIDDEN\` |
| a code | what it is answered with: the caller was let in and asked for what is not there, or the route itself says no |
| own | somebody else is answered with what is their own |
| house | people and invitations are every owner’s, whoever they are |
| fresh | of who has a second factor, a code is asked for that was shown within five minutes |

A row with a case behind it is a request that asks for more than its route does.
`;

/** The matrix as a page for people. */
export function authorizationDocument(): string {
  const lines = Object.keys(MATRIX).map((name) => {
    const { key, viewer, service, trader, owner, somebodyElse, fresh } = rowOf(name);
    const [route = '', what] = name.split(' | ');
    const cells = [viewer, service, trader, owner].map(sign);
    const first = what === undefined ? `\`${route}\`` : `\`${route}\`: ${what}`;
    const other = ['own', 'house'].includes(String(somebodyElse)) ? somebodyElse : `\`${somebodyElse}\``;
    return `| ${[first, key === 'public' ? 'public' : `\`${key}\``, ...cells, other, fresh ? 'fresh' : ''].join(' | ')} |`;
  });
  const head =
    '| route | key’s scope | viewer | service | trader | owner | somebody else | second factor |\n';
  return `${INTRODUCTION}\n${head}|---|---|---|---|---|---|---|---|\n${lines.join('\n')}\n`;
}

function sign(answer: Answer): string {
  if (answer === 'ROLE_FORBIDDEN') return '–';
  return typeof answer === 'number' || answer === 'let in' ? '✓' : `\`${answer}\``;
}

if (import.meta.main) writeFileSync(DOCUMENT, authorizationDocument());
