/** What the bot's token allows, and why it has to: nothing is asked for that is not used (https://docs.slack.dev/reference/scopes). */
export const SCOPES = [
  { scope: 'commands', reason: '/papers and the shortcuts' },
  { scope: 'chat:write', reason: 'to answer, and to show what is shared' },
  { scope: 'app_mentions:read', reason: 'to answer where somebody mentions it' },
  {
    scope: 'im:history',
    reason: 'to answer where somebody writes to it directly, and to count the replies to what it said there',
  },
  { scope: 'im:write', reason: 'to find again, and to change, what it sent to somebody in private' },
  { scope: 'links:read', reason: 'to see paper links that are posted, and nothing else of the message' },
  { scope: 'links:write', reason: 'to show a card for such a link' },
  {
    scope: 'channels:history',
    reason:
      'to look what a thread is about, how many have replied in a discussion (what they said is not asked for), and whether a post is there after all when Slack gave no answer',
  },
  { scope: 'groups:history', reason: 'to look for the same in private channels' },
  // Without these two, `member_joined_channel` does not come (https://docs.slack.dev/reference/events/member_joined_channel).
  {
    scope: 'channels:read',
    reason: 'to hear that it was added to a channel, and to see whether who subscribes another channel is in it',
  },
  { scope: 'groups:read', reason: 'to hear that it was added to a private channel' },
  { scope: 'files:write', reason: 'to show charts' },
  { scope: 'files:read', reason: 'to see when Slack is ready to show a chart' },
  { scope: 'users:read', reason: "a person's name and time zone" },
] as const;
