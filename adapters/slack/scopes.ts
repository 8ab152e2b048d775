/** What the bot's token allows, and why it has to: nothing is asked for that is not used (https://docs.slack.dev/reference/scopes). */
export const SCOPES = [
  { scope: 'commands', why: '/papers and the shortcuts' },
  { scope: 'chat:write', why: 'to answer, and to show what is shared' },
  { scope: 'app_mentions:read', why: 'to answer where somebody mentions it' },
  {
    scope: 'im:history',
    why: 'to answer where somebody writes to it directly, and to count the replies to what it said there',
  },
  { scope: 'im:write', why: 'to find again, and to change, what it sent to somebody in private' },
  { scope: 'links:read', why: 'to see paper links that are posted, and nothing else of the message' },
  { scope: 'links:write', why: 'to show a card for such a link' },
  {
    scope: 'channels:history',
    why: 'to look what a thread is about, how many have replied in a discussion (what they said is not asked for), and whether a post is there after all when Slack gave no answer',
  },
  { scope: 'groups:history', why: 'to look for the same in private channels' },
  // Without these two, `member_joined_channel` does not come (https://docs.slack.dev/reference/events/member_joined_channel).
  {
    scope: 'channels:read',
    why: 'to hear that it was added to a channel, and to see whether who subscribes another channel is in it',
  },
  { scope: 'groups:read', why: 'to hear that it was added to a private channel' },
  { scope: 'files:write', why: 'to show charts' },
  { scope: 'files:read', why: 'to see when Slack is ready to show a chart' },
  { scope: 'users:read', why: "a person's name and time zone" },
] as const;
