/** The figures as a table that one reads. */
import type { Compared } from './compare.js';
import type { Figures } from './load.js';

const HEADINGS = [
  ...['operation', 'clients', 'req/s', 'floor', 'ratio', 'CPU ms', 'main', 'floor', 'ratio'],
  ...['p50 ms', 'p99 ms'],
];

/** One line for each measurement; ratios are the mean of those of each pair. */
export function tableOf(all: readonly Compared[]): string {
  const rows = [HEADINGS, HEADINGS.map(() => '---'), ...all.map(rowOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return rows.map(line).join('\n');
}

function rowOf({ operation, connections, pairs }: Compared): string[] {
  const product = (figure: keyof Figures) => mean(pairs.map((pair) => pair.product[figure] ?? NaN));
  const floor = (figure: keyof Figures) => mean(pairs.map((pair) => pair.floor[figure] ?? NaN));
  const ratio = mean(pairs.map((pair) => pair.product.perSecond / pair.floor.perSecond));
  const cpuRatio = mean(
    pairs.map((pair) => (pair.floor.cpuMs ?? NaN) / (pair.product.cpuMs ?? NaN)),
  );
  return [
    operation,
    String(connections),
    product('perSecond').toFixed(0),
    floor('perSecond').toFixed(0),
    ratio.toFixed(2),
    product('cpuMs').toFixed(3),
    product('mainCpuMs').toFixed(3),
    floor('cpuMs').toFixed(3),
    cpuRatio.toFixed(2),
    product('p50Ms').toFixed(1),
    product('p99Ms').toFixed(1),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
