import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { generateSource } from 'oazapfts';
import { z } from 'zod';
import type { ApiUnderTest } from '../../api/testing/api-under-test.ts';
import { projectRoot } from '../../launcher/find-tool.mjs';
import type { AskedFor } from '../authorization/requests.ts';
import { documentedOperations } from '../hostile/document-operations.ts';
import { documentedAnswers } from './documented-answers.ts';

type Operation = (...args: readonly unknown[]) => Promise<unknown>;
const isOperation = (value: unknown): value is Operation => typeof value === 'function';
const answered = z.object({ status: z.int() });

export interface GeneratedClient {
  /** Every operation of the document, as the authorization matrix names it: `GET /v1/orders/{id}`. */
  readonly routes: readonly string[];
  /** The routes that have not answered 2xx so far. */
  without2xx(): readonly string[];
  /**
   * Asks for a route by the function that the generator wrote for it.
   * @throws when it sends another request than `asked`, or the document does not describe the answer
   */
  call(route: string, asked: AskedFor, cookie?: string): Promise<Response>;
}

/** A client that oazapfts writes in `folder` from the document that the API serves. */
export async function generateClient(api: ApiUnderTest, folder: string): Promise<GeneratedClient> {
  const document: unknown = await (await api.call('GET', '/openapi.json')).json();
  const faultsOf = documentedAnswers(document);
  const known = new Map((await documentedOperations(api)).map((one) => [one.route, one]));
  const operations = await written(document, folder);
  const succeeded = new Set<string>();

  return {
    routes: [...known.keys()],
    without2xx: () => [...known.keys()].filter((route) => !succeeded.has(route)),
    async call(route, asked, cookie) {
      const described = known.get(route);
      const operation = operations[described?.operationId ?? ''];
      if (described === undefined || !isOperation(operation)) throw new Error(`no function for ${route}`);
      const { parameters, bodyName } = described;
      const answers: Response[] = [];
      const options = {
        baseUrl: 'http://localhost',
        headers: cookie === undefined ? {} : { cookie },
        fetch: async (url: string, init: RequestInit) => {
          const sent = sentBy(url, init);
          const wanted = wantedBy(asked);
          if (sent !== wanted) throw new Error(`${route} was asked as ${sent}, not as ${wanted}`);
          const response = await api.app.request(url, init, {
            incoming: { socket: { remoteAddress: '127.0.0.1' } },
          });
          answers.push(response.clone());
          return response;
        },
      };
      const takesNothing = parameters.length === 0 && bodyName === undefined;
      const names = parameters.map(({ name }) => name);
      const args = takesNothing ? [options] : [argumentsOf(route, asked, names, bodyName), options];
      const { status } = answered.parse(await operation(...args));
      const [response] = answers;
      if (response?.status !== status) throw new Error(`${route}: the client says ${status}`);
      const faults = await faultsOf(route, response.clone());
      if (faults.length > 0) {
        throw new Error(`${route} answered ${status} ${await response.text()}: ${faults.join('; ')}`);
      }
      if (response.ok) succeeded.add(route);
      return response;
    },
  };
}

/** What the generator wrote, by the names of the operations. */
async function written(document: unknown, folder: string): Promise<Readonly<Record<string, unknown>>> {
  const [documentFile, clientFile] = [join(folder, 'document.json'), join(folder, 'client.ts')];
  await writeFile(documentFile, JSON.stringify(document));
  await writeFile(clientFile, await generateSource(documentFile, { argumentStyle: 'object' }));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  const module: unknown = await import(/* @vite-ignore */ pathToFileURL(clientFile).href);
  return z.record(z.string(), z.unknown()).parse({ ...Object(module) });
}

/** The one argument of a generated function: path, query, headers and body by their names. */
function argumentsOf(route: string, asked: AskedFor, names: readonly string[], bodyName?: string) {
  const { pathname, searchParams } = new URL(asked.path, 'http://localhost');
  const parts = pathname.split('/').map(decodeURIComponent);
  const inPath = (route.split(' ')[1] ?? '')
    .split('/')
    .flatMap((part, at) => (part.startsWith('{') ? [[part.slice(1, -1), parts[at]] as const] : []));
  const values = [
    ...inPath,
    ...searchParams,
    ...(names.includes('idempotency-key') ? [['idempotency-key', crypto.randomUUID()] as const] : []),
  ].map(([name, value]) => [argumentName(name), value] as const);
  return {
    ...Object.fromEntries(values),
    ...(bodyName === undefined ? {} : { [argumentName(bodyName)]: asked.body }),
  };
}

/** As the generator names it: in camel case, and with a `$` before the one that is a word of TypeScript. */
function argumentName(name: string): string {
  const camel = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return camel === 'symbol' ? '$symbol' : `${camel.charAt(0).toLowerCase()}${camel.slice(1)}`;
}

function sentBy(url: string, { method = 'GET', body }: RequestInit): string {
  return requestText(method, url, typeof body === 'string' ? JSON.parse(body) : undefined);
}

function wantedBy({ method, path, body }: AskedFor): string {
  return requestText(method, path, body);
}

function requestText(method: string, path: string, body: unknown): string {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const query = [...searchParams].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${method} ${pathname} ${JSON.stringify([query, body])}`;
}
