import { Presets, SingleBar } from 'cli-progress';
import { counted } from '../../text/counted.ts';
import { TRENDING } from '../live/source-ledger.ts';
import type { Progress } from './refresh-now.ts';

interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
}

interface Dependencies {
  readonly output: Output;
  readonly now: () => Date;
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;
const FORMAT = '{title} {bar} {value}/{total} {part} {papers} {note}';

/** A bar on a terminal; elsewhere, as in a pipe, a line now and then. */
export function createProgress(dependencies: Dependencies): Progress {
  return dependencies.output.isTTY ? barProgress(dependencies) : lineProgress(dependencies);
}

function barProgress({ output }: Dependencies): Progress {
  let bar: SingleBar | undefined;
  return {
    begin(title, parts) {
      bar = new SingleBar({ stream: output, format: FORMAT, barsize: 24, gracefulExit: false }, Presets.legacy);
      bar.start(parts, 0, { title, part: '', papers: '', note: '' });
    },
    step: (part, papers) => bar?.increment({ part, papers: counted(papers, 'new paper'), note: '' }),
    say: (note) => bar?.update({ note: `(${note})` }),
    end: () => bar?.stop(),
  };
}

function lineProgress({ output, now, everyMs = EVERY_MS }: Dependencies): Progress {
  let [name, total, done, saidAt] = ['', 0, 0, 0];
  return {
    begin(title, parts) {
      [name, total, done, saidAt] = [title, parts, 0, now().getTime()];
      output.write(`${title}: ${counted(parts, 'list')} to ask for\n`);
    },
    step(part, papers) {
      done += 1;
      if (now().getTime() - saidAt < everyMs) return;
      saidAt = now().getTime();
      output.write(
        `${name}: ${done} of ${total}, ${part === TRENDING ? part : `up to ${part}`}, ${counted(papers, 'new paper')}\n`,
      );
    },
    say: (text) => void output.write(`${name}: ${text}\n`),
    end: () => {},
  };
}
