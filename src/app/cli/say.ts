import { lineWidth, render } from '../../../adapters/console/render.ts';
import { commands } from '../../../commands/index.ts';
import { commandsForPlatform } from '../../chat/command.ts';
import type { Document } from '../../chat/document.ts';
import { parseFreeText } from '../../chat/parse-command.ts';
import { UserError } from '../../runtime/errors.ts';
import { createTraitsLookup, PLATFORMS } from '../platforms.ts';
import { createRouter } from '../router.ts';
import type { CliContext } from './context.ts';
import type { SayOptions } from './program.ts';
import { withCore } from './with-core.ts';

/** Prints the reply to one command. @throws UserError if the command is refused */
export function say(text: string, options: SayOptions, context: CliContext): Promise<void> {
  return withCore(context, async ({ core, store }, log) => {
    const platform = createTraitsLookup()(options.as);
    const { explainError: explainFault } = store;
    const router = createRouter(core, { platform, log, random: Math.random, explainFault });
    const response = await router({
      kind: 'command',
      call: parseFreeText(text, commandsForPlatform(platform, commands)),
      place: { platform: 'console', tenant: 'local', channel: 'terminal' },
      person: { id: 'you', name: 'you' },
    });
    if (response.kind !== 'reply') return;
    const { document, outcome } = response;
    if (outcome !== 'answered') {
      throw new UserError(render(document, { width: Number.POSITIVE_INFINITY, color: false }).text.trim());
    }
    context.stdout.write(await formatReply(document, options, context));
  });
}

async function formatReply(document: Document, { as, open }: SayOptions, context: CliContext): Promise<string> {
  const platform = PLATFORMS.find(({ name }) => name === as);
  if (platform?.renderPayload !== undefined) {
    const payload = await platform.renderPayload(document);
    return open ? `${await platform.payloadPreviewUrl?.(payload)}\n` : formatJson(payload);
  }
  if (as === 'json') return formatJson(document);
  const color = context.stdout.isTTY && context.config().NO_COLOR === undefined;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return render(document, { width: lineWidth(context.stdout.columns), color, timeZone }).text;
}

function formatJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
