/**
 * PDFs drawn in a thread of their own: to load what draws them, and to draw, takes a tenth of a
 * first start, which so goes on meanwhile.
 */
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Drawn, Page } from './page.js';
import type { DrawnPage } from './pdf.js';

/** The thread that draws. */
export interface Drawing {
  /** Draws a page. Pages are drawn in the order in which they are given. */
  draw(page: Page): Promise<Drawn>;
  /** Ends the thread. */
  end(): Promise<void>;
}

/** Starts it. A thread that fails rejects the page that waits, and those that come after. */
export function startDrawing(): Drawing {
  // The same extension as this file: `.js` when built, `.ts` where a loader runs the sources.
  const worker = new Worker(new URL(`./pdf${extname(import.meta.url)}`, import.meta.url));
  const failed = new Promise<never>((_, reject) => worker.once('error', reject));
  // Told to whoever has a page drawn; until then it is nobody's.
  failed.catch(() => undefined);
  let before: Promise<unknown> = Promise.resolve();
  const next = async (page: Page): Promise<Drawn> => {
    worker.postMessage(page);
    // Cast: the thread answers with nothing else.
    const answered = once(worker, 'message') as Promise<[DrawnPage]>;
    const [{ bytes }] = await Promise.race([answered, failed]);
    return { contentType: 'application/pdf', bytes };
  };
  return {
    draw: (page) => {
      const drawn = before.then(async () => next(page));
      before = drawn.catch(() => undefined);
      return drawn;
    },
    end: async () => void (await worker.terminate()),
  };
}
