import { describe, expect, it } from 'vitest';
import { encodeAction } from '../../src/chat/action.ts';
import { replyKind } from '../../src/chat/reply-kind.ts';
import { createTester, type Deed } from '../fakes/core.ts';

const WHO = { place: { platform: 'test', tenant: 'team', channel: 'general' }, person: { id: 'U1', name: 'Ada' } };
const { core, reply } = createTester();

function press(text: string, replaces: boolean): Deed {
  return { kind: 'action', action: encodeAction({ text, replaces }, core.keepsakes) };
}

describe('what is told before the answer is there is what the answer turns out to be', () => {
  it.each<Deed>([
    { kind: 'command', call: { text: '/papers search juggling' } },
    { kind: 'command', call: { text: '/papers share 2401.12345' } },
    { kind: 'command', call: { command: 'share', values: { paper: '2401.12345' } } },
    { kind: 'form submitted', command: 'show', values: { paper: '2401.12345' } },
    press('search juggling page:2', true),
    press('share 2401.12345', false),
    press(`search juggling ${'and juggling '.repeat(20)}`, true),
    { kind: 'message chosen', text: 'arxiv.org/abs/2401.12345' },
    { kind: 'thread message', text: 'juggling' },
    { kind: 'home opened' },
    { kind: 'installed' },
    // Refusals too, where no command can be told.
    { kind: 'command', call: { text: '/papers nonsense' } },
    { kind: 'action', action: 'turn:#forgotten' },
  ])('%j', async (deed) => {
    const { private: isPrivate, replaces } = await reply(deed);
    expect(replyKind({ ...WHO, ...deed }, core)).toMatchObject({ private: isPrivate, replaces });
  });

  it('names the command that answers', () => {
    expect(replyKind({ ...WHO, ...press('show 2401.12345', false) }, core).command).toBe('show');
    expect(replyKind({ ...WHO, kind: 'command', call: { text: 'TOP week' } }, core).command).toBe('top');
    expect(replyKind({ ...WHO, kind: 'thread message', text: 'top' }, core)).not.toHaveProperty('command');
  });
});
