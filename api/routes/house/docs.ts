import { type ApiApp, newApp } from '../../api-app.ts';
import { DOCS_CSP, docsPage } from '../../docs/docs-page.ts';
import { openApiDocument } from '../../docs/openapi.ts';

/** `/openapi.json` and `/docs` of everything that `app` holds when this is called. */
export function docsRoutes(app: ApiApp) {
  const document = openApiDocument(app);
  const json = JSON.stringify(document);
  return newApp()
    .get('/openapi.json', (c) => c.body(json, 200, { 'content-type': 'application/json' }))
    .get('/docs', (c) => {
      c.header('Content-Security-Policy', DOCS_CSP);
      return c.html(docsPage(document));
    });
}
