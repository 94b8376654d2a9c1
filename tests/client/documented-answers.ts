import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

const described = z.object({
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()).optional() })),
});
const form = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), described)) });

/** What of an answer the document does not describe, status, content type or body; empty when it describes all of it. */
export type FaultsOf = (route: string, response: Response) => Promise<readonly string[]>;

/** Holds answers against an OpenAPI document by a validator that shares nothing with the code that answers. */
export function documentedAnswers(document: unknown): FaultsOf {
  const { paths, ...rest } = form.parse(document);
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema({ $id: 'document', paths, ...rest });
  return async (route, response) => {
    const [method = '', path = ''] = route.split(' ');
    const status = String(response.status);
    const answer = paths[path]?.[method.toLowerCase()]?.responses[status];
    if (answer === undefined) return [`status ${status}`];
    const type = response.headers.get('content-type')?.split(';')[0]?.trim();
    const types = Object.keys(answer.content ?? {});
    if (types.length === 0) return (await response.text()) === '' ? [] : ['a body'];
    if (type === undefined || !types.includes(type)) return [`content type ${type ?? 'none'}`];
    if (!type.endsWith('json')) return [];
    const place = ['paths', path, method.toLowerCase(), 'responses', status, 'content', type, 'schema'];
    const validate = ajv.getSchema(`document#/${place.map(pointerPart).join('/')}`);
    if (validate === undefined) return [`no schema at ${place.join(' ')}`];
    const body: unknown = await response.json();
    if (validate(body) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`);
  };
}

function pointerPart(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}
