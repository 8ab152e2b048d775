import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { createManifest, RELATED_SHORTCUT, SCOPES, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { commands } from '../../../../commands/index.ts';
import { commandsForPlatform } from '../../../../src/chat/command.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';

const requestUrl = 'https://paperboy.example.org/slack/events';
const overSocketMode = createManifest(commands);
const overHttp = createManifest(commands, { requestUrl });
const scopes = SCOPES.map(({ scope }): string => scope);

/** The scopes that an event needs, as its page below https://docs.slack.dev/reference/events says. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  'message.im': ['im:history'],
  tokens_revoked: [],
};

describe('the manifest', () => {
  it('has Paperboy with its command, its shortcuts and the domains of its links', () => {
    expect(overSocketMode).toMatchObject({
      display_information: { name: 'Paperboy' },
      features: {
        app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
        slash_commands: [{ command: '/papers', should_escape: false }],
        shortcuts: [
          { type: 'global', callback_id: SEARCH_SHORTCUT },
          { type: 'message', callback_id: RELATED_SHORTCUT },
        ],
        unfurl_domains: ['arxiv.org', 'huggingface.co'],
      },
    });
  });

  it('hints at every command that Slack has, with what it needs', () => {
    const elsewhere = commands.map((one) => ({ ...one, name: `no-${one.name}`, platforms: ['discord'] }));
    const [command] = createManifest([...commands, ...elsewhere]).features?.slash_commands ?? [];
    const hint = command?.usage_hint ?? '';
    expect(hint).toMatch(/^search <query>, show <paper>, /);
    const named = hint.split(', ').map((part) => part.split(' ')[0]);
    expect(named).toEqual(commandsForPlatform('slack', commands).map(({ name }) => name));
  });

  it('names no address for Socket Mode', () => {
    expect(overSocketMode.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(overSocketMode)).not.toContain('http');
  });

  it('names the address for all that Slack sends over HTTP', () => {
    expect(overHttp).toMatchObject({
      features: { slash_commands: [{ url: requestUrl }] },
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: requestUrl },
        interactivity: { request_url: requestUrl, message_menu_options_url: requestUrl },
      },
    });
  });

  it('differs between the two in nothing else', () => {
    const without = (value: object) =>
      JSON.parse(JSON.stringify(value), (key, part) =>
        key === 'socket_mode_enabled' || part === requestUrl ? undefined : part,
      );
    expect(without(overHttp)).toEqual(without(overSocketMode));
  });

  it('stays within the limits of each text', () => {
    const { display_information: about, features } = overHttp;
    const lengths = [
      [about.name, 35],
      [about.description, 140],
      [about.long_description, 4000],
      [features?.bot_user?.display_name, 80],
      ...(features?.slash_commands ?? []).flatMap(({ command, description, usage_hint: hint }) => [
        [command, 32],
        [description, 2000],
        [hint, 1000],
      ]),
      ...(features?.shortcuts ?? []).flatMap(({ name, description, callback_id: id }) => [
        [name, 24],
        [description, 150],
        [id, 255],
      ]),
    ] as [string | undefined, number][];
    for (const [text, most] of lengths) {
      expect(text).toBeTruthy();
      expect(text?.length).toBeLessThanOrEqual(most);
    }
    expect(about.long_description?.length).toBeGreaterThanOrEqual(175);
    expect(features?.unfurl_domains?.length).toBeLessThanOrEqual(5);
  });
});

describe('the scopes', () => {
  it('are exactly those listed, once each, with a reason', () => {
    expect(overHttp.oauth_config?.scopes).toEqual({ bot: scopes });
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(SCOPES.filter(({ reason: why }) => why.trim() === '')).toEqual([]);
  });

  it('let through every event that is subscribed to', () => {
    const events = overHttp.settings?.event_subscriptions?.bot_events ?? [];
    expect([...events].sort()).toEqual(Object.keys(NEEDED).sort());
    for (const event of events) expect(scopes).toEqual(expect.arrayContaining([...(NEEDED[event] ?? ['?'])]));
  });
});

describeWithShared('specs', "the manifest by Slack's schemas", (folder) => {
  it.each(['1.0.0', '2.0.0'])('is valid in both forms by version %s', (version) => {
    const schema = JSON.parse(readFileSync(join(folder, `slack-manifest.schema.${version}.json`), 'utf8'));
    const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);
    for (const form of [overSocketMode, overHttp]) expect(validate(form) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...overHttp, display_information: { name: 'x'.repeat(36) } })).toBe(false);
  });
});
