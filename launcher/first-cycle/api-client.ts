import { z } from 'zod';

const REQUEST_TIMEOUT_MS = 30_000;
const problem = z.looseObject({
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
});

/** The API answered, and said no. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface ApiClient {
  /** @throws ApiProblem with the stable code of the answer */
  call<Answer>(method: string, path: string, answer: z.ZodType<Answer>, body?: unknown): Promise<Answer>;
}

export function createApiClient(baseUrl: string, apiKey: string): ApiClient {
  return {
    async call(method, path, answer, body) {
      const response = await fetch(`${baseUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiKey}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const content: unknown = await response.json();
      if (response.ok) return answer.parse(content);
      const { code = `HTTP_${response.status}`, title = '', detail = title } = problem.parse(content);
      throw new ApiProblem(response.status, code, detail);
    },
  };
}
