import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MESSAGE_COMMAND_NAME } from '../../../../adapters/discord/registration.ts';
import { everyComponent, type MessageBody, visibleText } from '../../../fakes/discord/message-body.ts';
import type { FakeMessage } from '../../../fakes/discord/state.ts';
import { createGate } from '../../../fakes/gate.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;

beforeEach(async () => {
  paperboy = await paperboyOnDiscord();
  await paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.discord.commands().length > 0, 'the registration');
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

const papers = (subcommand: string, options: Record<string, string | number> = {}, more: object = {}) =>
  paperboy.discord.command({ name: 'papers', subcommand, options, ...more });

/** The visible text, without highlighting. */
function read(body: MessageBody): string {
  return visibleText(body).replaceAll('__', '').replaceAll('**', '');
}

/** The custom id of the first button or menu whose label contains the given text. */
function control({ body }: FakeMessage, label: string): string {
  const all = everyComponent(body.components).map(({ component }) => component);
  const found = all.find((one) => one.custom_id && `${one.label ?? ''}${one.placeholder ?? ''}`.includes(label));
  if (!found?.custom_id) throw new Error(`no control ${label} in ${read(body)}`);
  return found.custom_id;
}

function choices({ body }: FakeMessage, menu: string): string[] {
  const all = everyComponent(body.components).map(({ component }) => component);
  return all.find(({ placeholder }) => placeholder?.includes(menu))?.options?.map(({ value }) => value) ?? [];
}

describe('/papers on Discord', () => {
  it('acknowledges a search at once and answers ephemerally', async () => {
    const search = papers('search', { query: 'walking' });
    expect(await search.acknowledged).toMatchObject({ type: 5, flags: MessageFlags.Ephemeral });
    const answer = await search.answered;
    expect(read(answer.body)).toContain('Safe Offline Walking');
    expect(answer.ephemeral).toBe(true);
    expect(answer.body.allowed_mentions).toEqual({ parse: [] });
  });

  it('accepts filters as options', async () => {
    const { body } = await papers('search', { query: 'walking', org: 'nvidia', sort: 'newest' }).answered;
    expect(read(body)).toContain('walking org:nvidia sort:newest');
  });

  it('accepts filters without a query, but not an empty search', async () => {
    expect(read((await papers('search', { org: 'nvidia' }).answered).body)).toContain('Safe Offline Walking');
    expect(read((await papers('search').answered).body)).toContain('query is missing');
  });

  it('reports all invalid options at once, ephemerally, with a corrected example', async () => {
    const refused = await papers('search', { query: 'walking', since: 'banana', upvotes: 'many' }).answered;
    expect(refused.ephemeral).toBe(true);
    expect(read(refused.body)).toMatch(/since:banana.*upvotes:many.*Try:/s);
  });

  it('opens a paper from the menu, and shares it under the name of the person', async () => {
    const list = papers('top', { period: 'all' });
    const opened = paperboy.discord.select({
      message: list,
      customId: control(await list.answered, 'Open'),
      values: choices(await list.answered, 'Open').slice(0, 1),
    });
    const card = await opened.answered;
    expect(card.ephemeral).toBe(true);
    const shared = paperboy.discord.press({ message: opened, customId: control(card, 'Share') });
    expect(await shared.acknowledged).toMatchObject({ type: 5, flags: 0 });
    expect(read((await shared.answered).body)).toContain(`Shared by ${paperboy.discord.person.username}`);
    expect(paperboy.discord.messages(paperboy.discord.channelId)).toHaveLength(1);
  });

  it('shares a paper from a list', async () => {
    const list = papers('top', { period: 'all' });
    const share = choices(await list.answered, 'Share')[1] ?? '';
    const shared = paperboy.discord.select({
      message: list,
      customId: control(await list.answered, 'Share'),
      values: [share],
    });
    expect(await shared.acknowledged).toMatchObject({ type: 5, flags: 0 });
    expect(read((await shared.answered).body)).toContain(`Shared by ${paperboy.discord.person.username}`);
    expect((await list.answered).edits).toBe(1);
  });

  it('turns pages in place, even after a restart', async () => {
    const list = papers('top', { period: 'all' });
    const first = read((await list.answered).body);
    await paperboy.restart();
    const turned = paperboy.discord.press({ message: list, customId: control(await list.answered, 'Next') });
    expect(await turned.acknowledged).toMatchObject({ type: 6 });
    const second = await list.until(({ body }) => read(body).includes('Page 2'));
    expect(read(second.body)).not.toBe(first);
    expect(control(second, 'Previous')).toBeTruthy();
  });

  it('shows the next page of a list of someone else as an ephemeral copy', async () => {
    const { discord, platform, core } = paperboy;
    const place = { platform: 'discord', tenant: discord.guildId, channel: discord.channelId };
    const turn = { kind: 'button' as const, label: 'Next', action: 'turn:top all page:2' };
    expect(core.papers.all().length).toBeGreaterThan(5);
    await platform.post(place, { blocks: [{ kind: 'actions', controls: [turn] }] }, 'key');
    const [posted] = discord.messages(discord.channelId);
    if (posted === undefined) throw new Error('not posted');
    const copy = discord.press({ message: posted, customId: control(posted, 'Next'), user: discord.addUser('Grace') });
    expect(await copy.acknowledged).toMatchObject({ type: 5, flags: MessageFlags.Ephemeral });
    expect(read((await copy.answered).body)).toContain('Page 2');
    expect(discord.messages(discord.channelId)[0]?.edits).toBe(0);
  });

  it('completes titles, and commands of the help', async () => {
    const titles = await paperboy.discord.autocomplete({
      name: 'papers',
      subcommand: 'show',
      focused: 'paper',
      value: 'safe off',
    });
    expect(titles[0]).toEqual({ name: 'Safe Offline Walking', value: '2401.12345' });
    const shown = await papers('show', { paper: String(titles[0]?.value) }).answered;
    expect(read(shown.body)).toContain('Safe Offline Walking');
    const commands = await paperboy.discord.autocomplete({
      name: 'papers',
      subcommand: 'help',
      focused: 'command',
      value: 'se',
    });
    expect(commands.map(({ value }) => value)).toEqual(['search']);
  });

  it('says that it does not know a title', async () => {
    const refused = await papers('show', { paper: 'nothing of the kind' }).answered;
    expect(read(refused.body)).toContain('No paper is called "nothing of the kind"');
  });

  it('works in DMs', async () => {
    const search = papers('search', { query: 'walking' }, { guild: null });
    expect(read((await search.answered).body)).toContain('Safe Offline Walking');
    const shared = papers('share', { paper: '2401.12345' }, { guild: null });
    expect(read((await shared.answered).body)).toContain('Shared by');
  });

  it('works as a user-installed app in a server without Paperboy', async () => {
    const elsewhere = { guild: '123456789012345678', memberPermissions: PermissionFlagsBits.SendMessages };
    const search = papers('search', { query: 'walking' }, elsewhere);
    expect(read((await search.answered).body)).toContain('Safe Offline Walking');
    const refused = papers('share', { paper: '2401.12345' }, elsewhere);
    expect(read((await refused.answered).body)).toContain('You need Use External Apps');
    const memberPermissions = PermissionFlagsBits.SendMessages | PermissionFlagsBits.UseExternalApps;
    const shared = papers('share', { paper: '2401.12345' }, { ...elsewhere, memberPermissions });
    expect(read((await shared.answered).body)).toContain('Shared by');
  });
});

describe('the message command', () => {
  it('shows the card of a linked paper', async () => {
    const target = paperboy.discord.personSays(paperboy.discord.channelId, 'Look: https://arxiv.org/abs/2401.12345v2');
    const { body, ephemeral } = await paperboy.discord.messageMenu({ name: MESSAGE_COMMAND_NAME, target }).answered;
    expect(ephemeral).toBe(true);
    expect(read(body)).toContain('Safe Offline Walking');
  });

  it('finds papers similar to the text of a message without links', async () => {
    const target = paperboy.discord.personSays(
      paperboy.discord.channelId,
      'has anybody kept robots safe while they learn offline?',
    );
    const { body } = await paperboy.discord.messageMenu({ name: MESSAGE_COMMAND_NAME, target }).answered;
    expect(read(body)).toContain('Papers similar to this message');
  });
});

describe('a missing permission', () => {
  it.each([
    ['of the person', { memberPermissions: 0n }, "You can't post in this channel. You need Send Messages."],
    ['of Paperboy', { appPermissions: 0n }, 'Ask an admin to grant it Send Messages.'],
  ])('is named in an ephemeral reply: %s', async (_, permissions, message) => {
    const refused = papers('share', { paper: '2401.12345' }, permissions);
    expect(await refused.acknowledged).toMatchObject({
      type: 4,
      flags: MessageFlags.Ephemeral | MessageFlags.IsComponentsV2,
    });
    expect(read((await refused.answered).body)).toContain(message);
    expect(paperboy.discord.messages(paperboy.discord.channelId)).toEqual([]);
  });

  it('does not prevent searches', async () => {
    const found = papers('search', { query: 'walking' }, { memberPermissions: PermissionFlagsBits.ViewChannel });
    expect(read((await found.answered).body)).toContain('Safe Offline Walking');
  });
});

it('reports how long each first response took, except those that Discord rejected', async () => {
  const { discord, acknowledged, records } = paperboy;
  await papers('search', { query: 'walking' }).answered;
  expect(acknowledged).toEqual([expect.any(Number)]);
  await papers('subscribe').acknowledged;
  await expect.poll(() => acknowledged.length).toBe(2);

  discord.fault({ path: /\/callback/, kind: 404, times: 1 });
  papers('search', { query: 'walking' });
  await expect.poll(() => records.map(({ msg }) => msg)).toContain('failed to answer Discord interaction');
  expect(acknowledged).toHaveLength(2);
});

describe('an expired interaction', () => {
  it('is logged, and the next one works', async () => {
    const { discord } = paperboy;
    discord.fault({ method: 'POST', path: /\/callback$/, kind: 404, code: 10062 });
    papers('search', { query: 'walking' });
    await discord.until(
      () => paperboy.records.some(({ msg }) => msg === 'Discord interaction expired before it was answered'),
      'the record',
    );
    expect(read((await papers('search', { query: 'walking' }).answered).body)).toContain('Safe Offline Walking');
  });

  it('is logged when its token has expired', async () => {
    const { discord } = paperboy;
    discord.fault({ method: 'PATCH', path: /@original$/, kind: 404, code: 10015 });
    await papers('search', { query: 'walking' }).acknowledged;
    await discord.until(() => paperboy.records.some(({ code }) => code === 10015), 'the record');
  });
});

it('refuses a public command ephemerally, and deletes the public reply', async () => {
  const refused = papers('share', { paper: 'nothing of the kind' });
  expect(await refused.acknowledged).toMatchObject({ type: 5, flags: 0 });
  expect((await refused.followedUp).ephemeral).toBe(true);
  await paperboy.discord.until(() => refused.message()?.deleted !== false, 'the reply to be deleted');
});

it('posts nothing in a server that it joins or leaves', async () => {
  const { discord } = paperboy;
  const { id, channels } = discord.addGuild();
  await papers('help', {}, { guild: id, channel: channels[0]?.id }).answered;
  expect(discord.messages(channels[0]?.id ?? '')).toEqual([]);
  discord.removeGuild(id);
});

it('acknowledges slow commands at once, and finishes them when it stops', async () => {
  const slow = await paperboyOnDiscord();
  let finish: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  await slow.platform.start(async (interaction) => {
    await finished;
    return slow.dispatch(interaction);
  });
  await slow.discord.until(() => slow.discord.commands().length > 0, 'the registration');
  const search = slow.discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  expect(await search.acknowledged).toMatchObject({ type: 5 });
  const stopped = slow.platform.stop();
  finish();
  await stopped;
  expect(read((await search.answered).body)).toContain('Safe Offline Walking');
  await slow.close();
});

it('ignores interactions while it stops', async () => {
  const stopping = await paperboyOnDiscord();
  const { discord, platform, records } = stopping;
  const [kinds, gate] = [[] as string[], createGate()];
  await platform.start(async (interaction) => {
    kinds.push(interaction.kind);
    await gate.opened;
    return stopping.dispatch(interaction);
  });
  await discord.until(() => discord.commands().length > 0, 'the registration');
  const search = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'walking' } });
  await discord.until(() => kinds.length === 1, 'the interaction');
  const stopped = platform.stop();
  discord.command({ name: 'papers', subcommand: 'help' });
  discord.removeGuild(discord.addGuild().id);
  // Events are handled in order.
  discord.gateway.reconnect();
  await discord.until(() => records.some(({ msg }) => msg === 'reconnecting to Discord'), 'the reconnect');
  gate.open();
  await stopped;
  expect(read((await search.answered).body)).toContain('Safe Offline Walking');
  expect(kinds).toEqual(['command']);
  await stopping.close();
});
