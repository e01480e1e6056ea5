/** A line of progress on stderr: on a terminal written over itself, elsewhere once for a stage. */

/** The line. */
export interface ProgressLine {
  /** Tells how far a stage has come. */
  tell(stage: string, text: string): void;
  /** Takes it away, so that other lines may follow. */
  clear(): void;
}

/** A line, not there yet. */
export function progressLine(): ProgressLine {
  const { stderr } = process;
  let width = 0;
  let begun = '';
  const over = (text: string): void => {
    stderr.write(`${text.padEnd(width)}\r`);
    width = text.length;
  };
  return {
    tell: (stage, text) => {
      if (stderr.isTTY) over(text);
      else if (stage !== begun) stderr.write(`${stage} …\n`);
      begun = stage;
    },
    clear: () => {
      if (width > 0) over('');
    },
  };
}
