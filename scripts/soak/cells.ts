/** Every cell of the table of access, each document read by each caller in each world. */
import { spawn } from 'node:child_process';

const TEST = 'dist/test/access/every/cells.test.js';

/** `cells`: whether each answer was the table's. The test itself tells what differs. */
export async function cells(): Promise<boolean> {
  const env = { ...process.env, EVERY_CELL: '1', TAP_TIMEOUT: '3600' };
  const running = spawn(process.execPath, [TEST], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((ended, failed) => {
    running.on('error', failed);
    running.on('exit', (status) => ended(status === 0));
  });
}
