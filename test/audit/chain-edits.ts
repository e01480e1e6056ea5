/**
 * Edits of whole chains by somebody who knows how they are made: ends cut off with all that goes
 * with them, links written anew with every hash after them right.
 */
import { createHash } from 'node:crypto';
import type { Test } from 'tap';
import type { Configuration } from '../../fastify.config.js';
import type { Broken, Fault } from './faults.js';
import { onCopy, type Link, type Raw } from './raw-store.js';

/** Every edit. */
export const CHAIN_EDITS: readonly Fault[] = [
  edit('the newest block of the log is lost', async (raw) => {
    const { chain, n } = last(await raw.blocks());
    await raw.dropBlock(chain, n);
    return `log ${chain}/${n}: checkpoint 1 signed it; it is missing`;
  }),
  edit('a whole chain of the log is lost', async (raw) => {
    const blocks = await raw.blocks();
    for (const { chain, n } of blocks) await raw.dropBlock(chain, n);
    return `log ${last(blocks).chain}/1: checkpoint 1 signed it; it is missing`;
  }),
  edit('a chain of the log is written anew', async (raw) => {
    const { chain } = last(await raw.blocks());
    const links = (await raw.blocks()).filter((link) => link.chain === chain);
    for (const link of writtenAnew(links)) await raw.putBlock(link);
    return `log ${chain}/2: it is not what checkpoint 1 signed`;
  }),
  edit('the newest commit of a dossier is lost', async (raw) => {
    const commits = await dossier(raw);
    const { chain, n } = last(commits);
    await raw.dropCommit(chain, n);
    await raw.putHead({ chain, n: n - 1, hash: commits.at(-2)?.hash ?? '' });
    return `${chain}/${n}: checkpoint 1 signed it; it is missing`;
  }),
  edit('the commits of a dossier are written anew', async (raw) => {
    const links = writtenAnew(await dossier(raw));
    for (const link of links) await raw.putCommit(link);
    await raw.putHead(last(links));
    return `${last(links).chain}/2: it is not what checkpoint 1 signed`;
  }),
  edit('a checkpoint is signed by nobody', async (raw) => {
    await raw.putCheckpoint((body) => body.replace(/"signature":"../, '"signature":"AA'));
    return 'checkpoint 1: the signature does not fit the statement';
  }),
  edit('a checkpoint says another time', async (raw) => {
    await raw.putCheckpoint((body) => body.replace(/(\\"at\\":\\")2/, '$11'));
    return 'checkpoint 1: the signature does not fit the statement';
  }),
];

/** A store whose checkpoints were all taken away, so that nothing in it tells. */
export async function withoutCheckpoints(
  t: Pick<Test, 'teardown'>,
  configuration: Configuration,
): Promise<Broken> {
  return onCopy(t, configuration, async (raw) => {
    await raw.dropStream('checkpoints');
    return '';
  });
}

function edit(name: string, act: (raw: Raw) => Promise<string>): Fault {
  return { name, breaks: (t, configuration) => onCopy(t, configuration, act) };
}

async function dossier(raw: Raw): Promise<Link[]> {
  const commits = await raw.commits();
  return commits.filter(({ chain }) => /^[a-z2-9]{20}$/.test(chain));
}

/** The second link a second later, and all after it linked to that. */
function writtenAnew(links: readonly Link[]): Link[] {
  const anew: Link[] = [];
  for (const link of links) {
    let text = Buffer.from(link.header).toString();
    if (link.n === 2) text = text.replace(/"at":(\d+)/, (_, at) => `"at":${Number(at) + 1000}`);
    const prev = anew.at(-1)?.hash;
    if (prev !== undefined) text = text.replace(/"prev":"[0-9a-f]+"/, `"prev":"${prev}"`);
    const header = Buffer.from(text);
    const at = Number(/"at":(\d+)/.exec(text)?.[1]);
    anew.push({ ...link, at, header, hash: createHash('sha256').update(header).digest('hex') });
  }
  return anew;
}

function last<T>(all: readonly T[]): T {
  const found = all.at(-1);
  if (found === undefined) throw new Error('nothing to edit');
  return found;
}
