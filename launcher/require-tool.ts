import { findTool, type ToolName, tools } from './find-tool.mjs';
import { LaunchError } from './launch-error.ts';

/** The path of a binary that setup has provided. @throws LaunchError that says how to install it. */
export function requireTool(name: ToolName): string {
  const path = find(name);
  if (path !== undefined) return path;
  const { title, install, env } = tools[name];
  throw new LaunchError(`${title} is missing: install it (${install}) or set ${env} to its path`);
}

function find(name: ToolName): string | undefined {
  try {
    return findTool(name);
  } catch (cause) {
    throw new LaunchError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
