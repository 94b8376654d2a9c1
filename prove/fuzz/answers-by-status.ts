const SAMPLE = /^alphaflow_http_request_seconds_count\{(.*)\} (\d+)$/gm;

/** How many requests the API has answered with each status since it started, by its own metrics. */
export async function answersByStatus(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts: Record<string, number> = {};
  for (const [, labels = '', count] of text.matchAll(SAMPLE)) {
    const status = /status="(\d+)"/.exec(labels)?.[1] ?? 'unknown';
    counts[status] = (counts[status] ?? 0) + Number(count);
  }
  return counts;
}
