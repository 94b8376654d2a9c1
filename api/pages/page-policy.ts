import { createHash } from 'node:crypto';

/**
 * The Content-Security-Policy of a page of ours: its own style, its own script and what that asks this API, and nothing
 * else; it submits no form by itself and stands in no other page's frame.
 */
export function pagePolicy({ style, script }: { readonly style: string; readonly script?: string }): string {
  const scripts = script === undefined ? '' : `script-src ${hashOf(script)}; connect-src 'self'; `;
  return `default-src 'none'; style-src ${hashOf(style)}; ${scripts}base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
