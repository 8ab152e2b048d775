import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { refusalOf } from './outcome.ts';

/** A picture that Slack shall keep. */
interface Picture {
  readonly name: string;
  readonly data: Uint8Array;
  readonly alt: string;
}

/** Gives a picture to Slack, which shows it to nobody yet, and gives the id of its file once blocks may refer to it. @throws what a request throws */
export type Upload = (picture: Picture) => Promise<string>;

interface Dependencies {
  /** Without retries. */
  readonly web: webApi.WebClient;
  /** With retries. */
  readonly reads: webApi.WebClient;
  readonly timeoutMs: number;
}

/**
 * Slack takes a file before it has looked at it, and refuses blocks with a file that it has not looked at (`invalid_blocks`): so it is asked
 * until it knows what the file is (https://github.com/slackapi/node-slack-sdk/issues/1865, slack-github-action#413).
 */
const LOOKS_AFTER_MS = [0, 200, 400, 800, 1600, 2000] as const;

/** An upload rejects too where Slack is not ready with the file after some five seconds. */
export function createUpload({ web, reads, timeoutMs }: Dependencies): Upload {
  const isReady = async (file: string): Promise<boolean> => {
    try {
      const { file: { mimetype = '' } = {} } = await reads.files.info({ file });
      return mimetype !== '';
    } catch (error) {
      // What has just come may not be known everywhere.
      if (refusalOf(error) === 'file_not_found') return false;
      throw error;
    }
  };

  return async ({ name, data, alt }) => {
    // The reference calls it alt_txt (https://docs.slack.dev/reference/methods/files.getUploadURLExternal), the client's types alt_text.
    const asked = { filename: name, length: data.length, alt_txt: alt };
    const { upload_url: url, file_id: id } = await web.files.getUploadURLExternal(asked);
    if (url === undefined || id === undefined) throw new Error('Slack gave no address to send a file to');
    const sent = await fetch(url, { method: 'POST', body: data, signal: AbortSignal.timeout(timeoutMs) });
    if (!sent.ok) throw new Error(`Slack answered ${sent.status} to a file`);
    await web.files.completeUploadExternal({ files: [{ id, title: name }] });
    for (const wait of LOOKS_AFTER_MS) {
      await sleep(wait);
      if (await isReady(id)) return id;
    }
    throw new Error('Slack does not get ready with a file');
  };
}
