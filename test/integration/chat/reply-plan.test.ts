import { describe, expect, it } from 'vitest';
import { encodeAction } from '../../../src/chat/action.ts';
import { planReply } from '../../../src/chat/reply-plan.ts';
import { createTester, type Deed } from '../../fakes/core.ts';

const WHO = { place: { platform: 'test', tenant: 'team', channel: 'general' }, person: { id: 'U1', name: 'Ada' } };
const { core, reply } = createTester();

function press(text: string, replacesOriginal: boolean): Deed {
  return { kind: 'action', action: encodeAction({ text, replacesOriginal }, core.actionStore) };
}

describe('what is told before the answer is there is what the answer turns out to be', () => {
  it.each<Deed>([
    { kind: 'command', call: { text: '/papers search juggling' } },
    { kind: 'command', call: { text: '/papers share 2401.12345' } },
    { kind: 'command', call: { command: 'share', values: { paper: '2401.12345' } } },
    { kind: 'form-submitted', command: 'show', values: { paper: '2401.12345' } },
    press('search juggling page:2', true),
    press('share 2401.12345', false),
    press(`search juggling ${'and juggling '.repeat(20)}`, true),
    { kind: 'message-shortcut', text: 'arxiv.org/abs/2401.12345' },
    { kind: 'mention', text: 'juggling' },
    { kind: 'home-opened' },
    { kind: 'installed' },
    // Refusals too, where no command can be told.
    { kind: 'command', call: { text: '/papers nonsense' } },
    { kind: 'action', action: 'turn:#forgotten' },
  ])('%j', async (deed) => {
    const { ephemeral: isPrivate, replacesOriginal } = await reply(deed);
    expect(planReply({ ...WHO, ...deed }, core)).toMatchObject({ ephemeral: isPrivate, replacesOriginal });
  });

  it('names the command that answers', () => {
    expect(planReply({ ...WHO, ...press('show 2401.12345', false) }, core).command).toBe('show');
    expect(planReply({ ...WHO, kind: 'command', call: { text: 'TOP week' } }, core).command).toBe('top');
    expect(planReply({ ...WHO, kind: 'mention', text: 'top' }, core)).not.toHaveProperty('command');
  });
});
