import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import { slackErrorCode } from './outcome.ts';

/** A picture that Slack shall keep. */
interface ChartImage {
  readonly name: string;
  readonly data: Uint8Array;
  readonly alt: string;
}

/** Gives a picture to Slack, which shows it to nobody yet, and gives the id of its file once blocks may refer to it. @throws what a request throws */
export type UploadChartImage = (picture: ChartImage) => Promise<string>;

interface ChartUploadDeps {
  /** Without retries. */
  readonly web: webApi.WebClient;
  /** With retries. */
  readonly readClient: webApi.WebClient;
  readonly timeoutMs: number;
}

/**
 * Slack takes a file before it has looked at it, and refuses blocks with a file that it has not looked at (`invalid_blocks`): so it is asked
 * until it knows what the file is (https://github.com/slackapi/node-slack-sdk/issues/1865, slack-github-action#413).
 */
const FILE_POLL_DELAYS_MS = [0, 200, 400, 800, 1600, 2000] as const;

/** An upload rejects too where Slack is not ready with the file after some five seconds. */
export function createChartUpload({ web, readClient, timeoutMs }: ChartUploadDeps): UploadChartImage {
  const isReady = async (file: string): Promise<boolean> => {
    try {
      const { file: { mimetype = '' } = {} } = await readClient.files.info({ file });
      return mimetype !== '';
    } catch (error) {
      // What has just come may not be known everywhere.
      if (slackErrorCode(error) === 'file_not_found') return false;
      throw error;
    }
  };

  return async ({ name, data, alt }) => {
    // The reference calls it alt_txt (https://docs.slack.dev/reference/methods/files.getUploadURLExternal), the client's types alt_text.
    const request = { filename: name, length: data.length, alt_txt: alt };
    const { upload_url: url, file_id: id } = await web.files.getUploadURLExternal(request);
    if (url === undefined || id === undefined) throw new Error('Slack gave no address to send a file to');
    const response = await fetch(url, { method: 'POST', body: data, signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) throw new Error(`Slack answered ${response.status} to a file`);
    await web.files.completeUploadExternal({ files: [{ id, title: name }] });
    for (const delayMs of FILE_POLL_DELAYS_MS) {
      await sleep(delayMs);
      if (await isReady(id)) return id;
    }
    throw new Error('Slack does not get ready with a file');
  };
}
