import { describe, expect, it } from 'vitest';
import { startPaperboy } from './paperboy-on-slack.ts';
import { read } from './slack-user.ts';

const CALL = 'subscribe walking days:daily time:09:00 where:here';

describe('who may subscribe a channel of Slack', () => {
  it('is everybody in it, who sees it in their own time zone', async () => {
    const { slack } = await startPaperboy();
    const ada = slack.addUser({ name: 'ada', tz: 'Asia/Tokyo' });
    const preview = await slack.command({ text: CALL, user: ada }).answered;
    expect(read(preview)).toContain('Preview');
    expect(read(preview)).toContain('Asia/Tokyo');
  });

  it.each([
    [true, 'Preview'],
    [false, 'admins'],
  ])('is an admin alone where the host wants it so (admin: %s)', async (isAdmin, said) => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const user = slack.addUser({ name: 'ada', isAdmin });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user }).answered)).toContain(said);
  });

  it('is no admin of another organization, in a channel that is shared with it', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const stranger = slack.addUser({ name: 'eve', isAdmin: true, teamId: 'T0ELSEWHERE' });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user: stranger }).answered)).toContain('admins');
  });

  it('is an admin whose account is of another workspace of the same organization, and who is in this one too', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    const teams = [slack.teamId, 'T0SISTER'];
    const user = slack.addUser({ name: 'ada', isAdmin: true, teamId: 'T0SISTER', teams });
    expect(read(await slack.command({ text: `${CALL} zone:UTC`, user }).answered)).toContain('Preview');
  });

  it('is somebody else for another channel: a member of that one', async () => {
    const { slack } = await startPaperboy();
    const mine = slack.addChannel({ name: 'mine' });
    const theirs = slack.addChannel({ name: 'theirs', members: ['U0SOMEBODY'] });
    const to = (channel: string) => slack.command({ text: `subscribe walking zone:UTC channel:${channel}` }).answered;
    expect(read(await to(mine.id))).toContain('Preview');
    expect(read(await to(theirs.id))).toContain('To subscribe a channel');
  });

  it('is nobody for a channel of which Slack tells nothing', async () => {
    const { slack } = await startPaperboy();
    const closed = slack.addChannel({ name: 'closed', isMember: false });
    const answer = await slack.command({ text: `subscribe walking zone:UTC channel:${closed.id}` }).answered;
    expect(read(answer)).toContain('To subscribe a channel');
  });

  it('is everybody for themselves, though Slack does not tell who they are', async () => {
    const { slack } = await startPaperboy({ managers: 'admins' });
    slack.fault({ kind: '500', method: 'users.info', times: 9 });
    const answer = await slack.command({ text: 'subscribe walking zone:UTC where:me' }).answered;
    expect(read(answer)).toContain('Preview');
  });
});
