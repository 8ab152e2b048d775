import { Presets, SingleBar } from 'cli-progress';
import { pluralize } from '../../text/counted.ts';
import { TRENDING_LISTING } from '../live/source-ledger.ts';
import type { BackfillProgress } from './refresh-now.ts';

interface ProgressOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

interface BackfillProgressDeps {
  readonly output: ProgressOutput;
  readonly now: () => Date;
  readonly lineIntervalMs?: number;
}

const LINE_INTERVAL_MS = 10_000;
const FORMAT = '{title} {bar} {value}/{total} {part} {papers} {note}';

/** A bar on a terminal; elsewhere, as in a pipe, a line now and then. */
export function createBackfillProgress(dependencies: BackfillProgressDeps): BackfillProgress {
  return dependencies.output.isTTY ? createBarProgress(dependencies) : createLineProgress(dependencies);
}

function createBarProgress({ output }: BackfillProgressDeps): BackfillProgress {
  let bar: SingleBar | undefined;
  return {
    start(title, parts) {
      bar = new SingleBar({ stream: output, format: FORMAT, barsize: 24, gracefulExit: false }, Presets.legacy);
      bar.start(parts, 0, { title, part: '', papers: '', note: '' });
    },
    advance: (part, papers) => bar?.increment({ part, papers: pluralize(papers, 'new paper'), note: '' }),
    showMessage: (note) => bar?.update({ note: `(${note})` }),
    finish: () => bar?.stop(),
  };
}

function createLineProgress({
  output,
  now,
  lineIntervalMs = LINE_INTERVAL_MS,
}: BackfillProgressDeps): BackfillProgress {
  let [sourceTitle, listingCount, done, lastLineAt] = ['', 0, 0, 0];
  return {
    start(title, parts) {
      [sourceTitle, listingCount, done, lastLineAt] = [title, parts, 0, now().getTime()];
      output.write(`${title}: ${pluralize(parts, 'list')} to ask for\n`);
    },
    advance(part, papers) {
      done += 1;
      if (now().getTime() - lastLineAt < lineIntervalMs) return;
      lastLineAt = now().getTime();
      output.write(
        `${sourceTitle}: ${done} of ${listingCount}, ${part === TRENDING_LISTING ? part : `up to ${part}`}, ${pluralize(papers, 'new paper')}\n`,
      );
    },
    showMessage: (text) => void output.write(`${sourceTitle}: ${text}\n`),
    finish: () => {},
  };
}
