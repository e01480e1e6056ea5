/** Whether time tells a hidden document from an unknown one, with thousands of pairs (decision 30). */
import { tellsNothing, timings } from '../../test/worlds/timing.js';

const PAIRS = 2_000;
const SHARE = 0.05;

/** `timing [PAIRS]`: whether no entry point tells anything; each may try once more. */
export async function timing([given = String(PAIRS)]: readonly string[]): Promise<boolean> {
  const endings: (() => unknown)[] = [];
  const teardown = (end: () => unknown): void => void endings.unshift(end);
  let isQuiet = false;
  for (let attempt = 0; attempt < 2 && !isQuiet; attempt++) {
    const measured = await timings({ teardown }, Number(given));
    for (const one of measured) process.stdout.write(`${lineOf(one)}\n`);
    isQuiet = measured.every((one) => tellsNothing(one, SHARE));
  }
  for (const end of endings) await end();
  return isQuiet;
}

function lineOf({
  entryPoint,
  hidden,
  unknown,
  p,
}: Awaited<ReturnType<typeof timings>>[0]): string {
  const figures = [hidden, unknown].map((ms) => ms.toFixed(3));
  return `${entryPoint.padEnd(8)} hidden ${figures[0]} ms, unknown ${figures[1]} ms, p ${p.toFixed(3)}`;
}
