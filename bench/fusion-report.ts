import type { FusionBench } from './fusion.ts';
import { ms, targetLine } from './report-lines.ts';
import type { Target } from './target.ts';

/** The benchmark for a person. */
export function fusionReport(bench: FusionBench, targets: readonly Target[]): readonly string[] {
  const { few, many, documentsMs, rounds } = bench;
  return [
    '',
    `fetch and fuse, medians of ${rounds}`,
    'symbols     first cycle      median       fetch        fuse     analyse   events    bytes   payloads   requests',
    ...[few, many].map((size) =>
      [
        String(size.symbols).padStart(7),
        ...[size.firstMs, size.medianMs, size.fetchMs, size.fuseMs, size.analyseMs].map((one, index) =>
          ms(one).padStart(index === 0 ? 16 : 12),
        ),
        String(size.events).padStart(9),
        String(size.bytes).padStart(9),
        String(size.payloadBytes).padStart(11),
        String(size.requests).padStart(11),
      ].join(''),
    ),
    `filings and figures of the companies, read once at the SEC's pace: ${ms(documentsMs)}`,
    ...many.requestPaths.map((path) => `          ${path}`),
    '',
    ...targets.map(targetLine),
  ];
}
