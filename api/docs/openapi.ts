import type { ApiApp } from '../api-app.ts';
import { PROBLEM_CODES } from '../problem-codes.ts';

const INTRODUCTION = `AlphaFlow trades for you through durable workflows. Every request carries \`Authorization: Bearer <apiKey>\`.
Money and quantities are decimals in text, times are RFC 3339. Lists answer \`{items, nextCursor}\`.
Errors are \`application/problem+json\` with a stable \`code\`:`;

/** The document that describes every route of `app`, made from the schemas that the routes parse with. */
export function openApiDocument(app: ApiApp) {
  app.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  const codes = Object.entries(PROBLEM_CODES).map(
    ([code, { status, title }]) => `- \`${code}\` (${status}): ${title}`,
  );
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: 'AlphaFlow', version: '1', description: `${INTRODUCTION}\n\n${codes.join('\n')}` },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
  });
}

export type OpenApiDocument = ReturnType<typeof openApiDocument>;
