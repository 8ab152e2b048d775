import { describe, expect, it } from 'vitest';
import { encodeAction } from '../../../src/chat/action.ts';
import { planReply } from '../../../src/chat/interaction.ts';
import { createTestCore, createTester, TEST_CALL, type TestInteraction } from '../../fakes/core.ts';

const core = createTestCore();
const { reply } = createTester(core);
const { place, person } = TEST_CALL;

function press(text: string, replacesOriginal: boolean): TestInteraction {
  return { kind: 'action', action: encodeAction({ text, replacesOriginal }) };
}

describe('planReply', () => {
  it.each<TestInteraction>([
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
    // Errors without a command
    { kind: 'command', call: { text: '/papers nonsense' } },
    { kind: 'action', action: 'turn:#forgotten' },
  ])('predicts how the reply is sent: %j', async (interaction) => {
    const { ephemeral, replacesOriginal } = await reply(interaction);
    expect(planReply({ place, person, ...interaction }, core)).toMatchObject({ ephemeral, replacesOriginal });
  });

  it('names the command that replies', () => {
    expect(planReply({ place, person, ...press('show 2401.12345', false) }, core).command).toBe('show');
    expect(planReply({ place, person, kind: 'command', call: { text: 'TOP week' } }, core).command).toBe('top');
    expect(planReply({ place, person, kind: 'mention', text: 'top' }, core)).not.toHaveProperty('command');
  });
});
