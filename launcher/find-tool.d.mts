export type ToolName = 'temporal' | 'nats-server';
interface Tool {
  readonly title: string;
  readonly env: string;
  readonly wheel: string;
  readonly goPackage: string;
  readonly install: string;
}
export const projectRoot: string;
export const tools: Readonly<Record<ToolName, Tool>>;
export const toolCache: string;
export function findTool(name: ToolName, env?: NodeJS.ProcessEnv): string | undefined;
export function findOnPath(name: string, env?: NodeJS.ProcessEnv): string | undefined;
