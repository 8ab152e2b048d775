import { describe, expect, it } from 'vitest';
import { startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

const CALL = 'subscribe walking days:daily time:09:00 where:here';

describe('subscribing a Slack channel', () => {
  it('is allowed for its members, in their own time zones', async () => {
    const { slack } = await startPaperboy();
    const ada = slack.addUser({ name: 'ada', tz: 'Asia/Tokyo' });
    const preview = await slack.command({ text: CALL, user: ada }).answered;
    expect(read(preview)).toContain('Preview');
    expect(read(preview)).toContain('Asia/Tokyo');
  });

  it.each([
    [true, 'Preview'],
    [false, 'admins'],
  ])('is limited to admins with that setting (admin: %s)', async (isAdmin, expected) => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const user = slack.addUser({ name: 'ada', isAdmin });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user }).answered)).toContain(expected);
  });

  it('is not allowed for an admin of another organization in a shared channel', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const externalUser = slack.addUser({ name: 'eve', isAdmin: true, teamId: 'T0ELSEWHERE' });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user: externalUser }).answered)).toContain('admins');
  });

  it('is allowed for an admin from another workspace of the same organization', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const teams = [slack.teamId, 'T0SISTER'];
    const user = slack.addUser({ name: 'ada', isAdmin: true, teamId: 'T0SISTER', teams });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user }).answered)).toContain('Preview');
  });

  it('is allowed for another channel only for members of that channel', async () => {
    const { slack } = await startPaperboy();
    const mine = slack.addChannel({ name: 'mine' });
    const theirs = slack.addChannel({ name: 'theirs', members: ['U0SOMEBODY'] });
    const to = (channel: string) => slack.command({ text: `subscribe walking zone:UTC channel:${channel}` }).answered;
    expect(read(await to(mine.id))).toContain('Preview');
    expect(read(await to(theirs.id))).toContain('To subscribe a channel');
  });

  it('is not allowed for a channel whose members Slack does not return', async () => {
    const { slack } = await startPaperboy();
    const closed = slack.addChannel({ name: 'closed', isMember: false });
    const answer = await slack.command({ text: `subscribe walking zone:UTC channel:${closed.id}` }).answered;
    expect(read(answer)).toContain('To subscribe a channel');
  });

  it('is always allowed for direct messages, even if the profile cannot be loaded', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    slack.fault({ kind: '500', method: 'users.info', times: 9 });
    const answer = await slack.command({ text: 'subscribe walking zone:UTC where:me' }).answered;
    expect(read(answer)).toContain('Preview');
  });
});
