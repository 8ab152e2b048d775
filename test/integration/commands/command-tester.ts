import type { AppServices } from '../../../src/app/router.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { ChatInteraction, ChatResponse, Reply } from '../../../src/chat/interaction.ts';
import type { OptionValues } from '../../../src/chat/option.ts';
import type { Person, Place } from '../../../src/chat/place.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { createTestCore, createTestRouter, type TestInteraction } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { paper } from '../../fixtures/chat/papers.ts';

interface Who {
  readonly place?: Partial<Place>;
  readonly person?: Person;
  readonly canManage?: boolean;
}

export const ADA: Person = { id: 'U1', name: 'Ada', zone: 'Europe/Berlin' };
export const BOB: Person = { id: 'U2', name: 'Bob' };
export const GENERAL: Place = { platform: 'test', tenant: 'team', channel: 'CGENERAL1' };
export const RANDOM: Place = { ...GENERAL, channel: 'CRANDOM01' };

/** A Wednesday, ten o'clock in Berlin. */
export const NOW = '2025-03-05T09:00:00.000Z';

/** Two papers a day on safe walking, for the three weeks up to `NOW`, and one on cooking. */
const WALKS: readonly Paper[] = [
  ...Array.from({ length: 40 }, (_, at) =>
    paper({
      id: `2503.${String(at).padStart(5, '0')}`,
      title: `Walking Safely, Volume ${at}`,
      abstract: `We walk safely in ${at} ways.`,
      listedOn: new Date(Date.parse(NOW) - Math.floor(at / 2) * 86_400_000).toISOString().slice(0, 10),
      upvotes: at,
    }),
  ),
  paper({ title: 'Cooking Soup', listedOn: '2025-03-04', upvotes: 5 }),
];

/** The real services, with a clock that tests can set. */
export function createWorld(papers: readonly Paper[] = WALKS) {
  const clock = { now: NOW };
  return { clock, core: createTestCore(papers, () => new Date(clock.now)) };
}

/** A person in a chat with Paperboy. Default: Ada in #general, as its manager. */
export function createUser(services: AppServices, { place, person = ADA, canManage = true }: Who = {}) {
  const { log, records } = createMemoryLog();
  const who = { place: { ...GENERAL, ...place }, person, canManage };
  const router = createTestRouter(services, { log, platform: who.place.platform });
  const does = (interaction: TestInteraction): Promise<ChatResponse> =>
    router({ ...who, ...interaction } as ChatInteraction);
  const reply = async (interaction: TestInteraction): Promise<Reply> => {
    const response = await does(interaction);
    if (response.kind !== 'reply') throw new Error(`expected a reply, got ${response.kind}`);
    return response;
  };
  const form = async (interaction: TestInteraction): Promise<Extract<ChatResponse, { kind: 'form' }>['form']> => {
    const response = await does(interaction);
    if (response.kind !== 'form') throw new Error(`expected a form, got ${JSON.stringify(response)}`);
    return response.form;
  };
  return {
    records,
    does,
    reply,
    form,
    types: (text: string) => reply({ kind: 'command', call: { text } }),
    /** Presses a button or chooses a menu item by its label. */
    presses: (document: Document, label: string) => reply({ kind: 'action', action: actionOf(document, label) }),
    opens: (document: Document, label: string) => form({ kind: 'action', action: actionOf(document, label) }),
    submits: (command: string, values: OptionValues) => reply({ kind: 'form-submitted', command, values }),
  };
}

/** The actions of buttons and menu items by label, the first of equal labels. */
export function actionsOf({ blocks }: Document): Map<string, string> {
  const controls = blocks.flatMap((block) =>
    block.kind === 'actions' || block.kind === 'paper' ? block.controls : [],
  );
  const all = controls.flatMap((control) => (control.kind === 'button' ? [control] : control.choices));
  return new Map(all.map(({ label, action }) => [label, action] as const).toReversed());
}

export function actionOf(document: Document, label: string): string {
  const action = actionsOf(document).get(label);
  if (action === undefined) throw new Error(`no ${label} among ${[...actionsOf(document).keys()].join(', ')}`);
  return action;
}

/** The instants that a document shows. */
export function timesOf(document: Document): string[] {
  return [...JSON.stringify(document).matchAll(/"kind":"time","at":"([^"]+)"/g)].map(([, at]) => at ?? '');
}
