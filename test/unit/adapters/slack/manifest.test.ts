import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { slack } from '../../../../adapters/slack/descriptor.ts';
import { createManifest, RELATED_SHORTCUT, SCOPES, SEARCH_SHORTCUT } from '../../../../adapters/slack/manifest.ts';
import { commands as allCommands } from '../../../../commands/index.ts';
import { commandsForPlatform } from '../../../../src/chat/command.ts';
import { describeWithShared } from '../../../fixtures/shared-data.ts';

const requestUrl = 'https://paperboy.example.org/slack/events';
const commands = commandsForPlatform(slack, allCommands);
const socketManifest = createManifest(commands);
const httpManifest = createManifest(commands, { requestUrl });
const scopes = SCOPES.map(({ scope }): string => scope);

/** The scopes that each event needs (https://docs.slack.dev/reference/events). */
const SCOPES_BY_EVENT: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  app_uninstalled: [],
  link_shared: ['links:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  'message.im': ['im:history'],
  tokens_revoked: [],
};

describe('the manifest', () => {
  it('has the command, the shortcuts and the unfurl domains', () => {
    expect(socketManifest).toMatchObject({
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

  it('lists every command with its required options in the usage hint', () => {
    const [command] = socketManifest.features?.slash_commands ?? [];
    const hint = command?.usage_hint ?? '';
    expect(hint).toMatch(/^search <query>, show <paper>, /);
    const listed = hint.split(', ').map((part) => part.split(' ')[0]);
    expect(listed).toEqual(commands.map(({ name }) => name));
  });

  it('has no URL for Socket Mode', () => {
    expect(socketManifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(JSON.stringify(socketManifest)).not.toContain('http');
  });

  it('has the request URL everywhere for HTTP', () => {
    expect(httpManifest).toMatchObject({
      features: { slash_commands: [{ url: requestUrl }] },
      settings: {
        socket_mode_enabled: false,
        event_subscriptions: { request_url: requestUrl },
        interactivity: { request_url: requestUrl, message_menu_options_url: requestUrl },
      },
    });
  });

  it('is otherwise the same for both transports', () => {
    const without = (value: object) =>
      JSON.parse(JSON.stringify(value), (key, part) =>
        key === 'socket_mode_enabled' || part === requestUrl ? undefined : part,
      );
    expect(without(httpManifest)).toEqual(without(socketManifest));
  });

  it('stays within the length limits', () => {
    const { display_information: about, features } = httpManifest;
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
    for (const [text, maxLength] of lengths) {
      expect(text).toBeTruthy();
      expect(text?.length).toBeLessThanOrEqual(maxLength);
    }
    expect(about.long_description?.length).toBeGreaterThanOrEqual(175);
    expect(features?.unfurl_domains?.length).toBeLessThanOrEqual(5);
  });
});

describe('SCOPES', () => {
  it('match the manifest, without duplicates, each with a reason', () => {
    expect(httpManifest.oauth_config?.scopes).toEqual({ bot: scopes });
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(SCOPES.filter(({ reason }) => reason.trim() === '')).toEqual([]);
  });

  it('cover every subscribed event', () => {
    const events = httpManifest.settings?.event_subscriptions?.bot_events ?? [];
    expect([...events].sort()).toEqual(Object.keys(SCOPES_BY_EVENT).sort());
    for (const event of events) expect(scopes).toEqual(expect.arrayContaining([...(SCOPES_BY_EVENT[event] ?? ['?'])]));
  });
});

describeWithShared('specs', "the manifest in Slack's schemas", (folder) => {
  it.each(['1.0.0', '2.0.0'])('is valid for both transports in version %s', (version) => {
    const schema = JSON.parse(readFileSync(join(folder, `slack-manifest.schema.${version}.json`), 'utf8'));
    const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(schema);
    for (const form of [socketManifest, httpManifest]) expect(validate(form) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...httpManifest, display_information: { name: 'x'.repeat(36) } })).toBe(false);
  });
});
