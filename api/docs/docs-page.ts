import { html, raw } from 'hono/html';
import { pagePolicy } from '../pages/page-policy.ts';
import { PROBLEM_CODES } from '../problem-codes.ts';
import type { OpenApiDocument } from './openapi.ts';
import { type Operation, operationsOf } from './operations.ts';

const STYLE = `:root{color-scheme:light dark;--line:color-mix(in srgb,currentColor 18%,transparent)}
body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:0 auto;padding:1rem}
h1{margin:.5rem 0}h2{margin-top:2.5rem;text-transform:capitalize}
code,pre{font:13px/1.5 ui-monospace,monospace}pre{overflow:auto;padding:.75rem;border:1px solid var(--line);border-radius:6px}
article{border-top:1px solid var(--line);padding:1rem 0}article h3{margin:0;font-weight:600}
.method{display:inline-block;min-width:4.5rem;font-weight:700}.get{color:#0a7d4b}.post{color:#1661c9}.put,.patch{color:#a35a00}.delete{color:#c02626}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line)}
summary{cursor:pointer}nav a{margin-right:1rem}`;

/** Lets the page's own style in and nothing else: no script, and no request to anywhere. */
export const DOCS_CSP = pagePolicy({ style: STYLE });

/** The document as a page that needs no script and no network. */
export function docsPage(document: OpenApiDocument) {
  const operations = operationsOf(document);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>AlphaFlow API</title>
        <style>${raw(STYLE)}</style>
      </head>
      <body>
        <h1>AlphaFlow API</h1>
        <p>
          Requests carry <code>Authorization: Bearer &lt;apiKey&gt;</code>. Money and quantities are decimals in
          text, times are RFC 3339. The machine-readable document is <a href="/openapi.json">/openapi.json</a>.
        </p>
        <nav>${tags.map((tag) => html`<a href="#${tag}">${tag}</a>`)}<a href="#problems">problems</a></nav>
        ${tags.map(
          (tag) => html`<h2 id="${tag}">${tag}</h2>
            ${operations.filter((operation) => operation.tag === tag).map(article)}`,
        )}
        <h2 id="problems">Problems</h2>
        <table>
          <tr><th>code</th><th>status</th><th>meaning</th></tr>
          ${Object.entries(PROBLEM_CODES).map(
            ([code, { status, title }]) =>
              html`<tr><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
          )}
        </table>
      </body>
    </html>`;
}

function article(operation: Operation) {
  const { method, path, summary, description, parameters, body, bodyExample, responses } = operation;
  return html`<article id="${operation.id}">
    <h3><span class="method ${method}">${method.toUpperCase()}</span><code>${path}</code></h3>
    <p>${summary}${description === '' ? '' : html`<br />${description}`}</p>
    ${
      parameters.length === 0
        ? ''
        : html`<table>
          ${parameters.map(
            (one) =>
              html`<tr><td><code>${one.name}</code></td><td>${one.place}</td><td>${one.description}</td></tr>`,
          )}
        </table>`
    }
    ${body === undefined ? '' : html`<details><summary>Body</summary><pre>${body}</pre></details>`}
    ${exampleDetails(bodyExample)}
    ${responses.map(({ status, description, schema, example }) =>
      schema === undefined
        ? html`<p><b>${status}</b> ${description}</p>`
        : html`<details><summary><b>${status}</b> ${description}</summary><pre>${schema}</pre></details>${exampleDetails(example)}`,
    )}
  </article>`;
}

function exampleDetails(example: string | undefined) {
  return example === undefined
    ? ''
    : html`<details><summary>Example</summary><pre>${example}</pre></details>`;
}
