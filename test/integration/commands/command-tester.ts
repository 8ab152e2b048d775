import type { AppServices } from '../../../src/chat/context.ts';
import type { Document } from '../../../src/chat/document.ts';
import type { ChatInteraction, ChatResponse, Reply } from '../../../src/chat/interaction.ts';
import type { OptionValues } from '../../../src/chat/option.ts';
import type { Person, Place } from '../../../src/chat/place.ts';
import { createInteractionRouter } from '../../../src/chat/router.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { createTestCore, type Deed } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { paper } from '../../fixtures/chat/papers.ts';

interface Who {
  readonly place?: Partial<Place>;
  readonly person?: Person;
  readonly manages?: boolean;
}

export const ADA: Person = { id: 'U1', name: 'Ada', zone: 'Europe/Berlin' };
export const BOB: Person = { id: 'U2', name: 'Bob' };
export const GENERAL: Place = { platform: 'test', tenant: 'team', channel: 'CGENERAL1' };
export const RANDOM: Place = { ...GENERAL, channel: 'CRANDOM01' };

/** A Wednesday, ten o'clock in Berlin. */
export const NOW = '2025-03-05T09:00:00.000Z';

/** Two papers a day on safe walking, for three weeks up to that Wednesday, and one on cooking. */
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

/** The core with a clock that a test sets. */
export function talkative(papers: readonly Paper[] = WALKS) {
  const clock = { now: NOW };
  return { clock, core: { ...createTestCore(papers), now: () => new Date(clock.now) } };
}

/** Somebody who talks to the core through dispatch: Ada in #general, who may manage it, unless told. */
export function talking(services: AppServices, { place, person = ADA, manages = true }: Who = {}) {
  const { log, records } = createMemoryLog();
  const dispatch = createInteractionRouter({ services, log, random: () => 0.5 });
  const who = { place: { ...GENERAL, ...place }, person, canManage: manages };
  const does = (deed: Deed): Promise<ChatResponse> => dispatch({ ...who, ...deed } as ChatInteraction);
  const reply = async (deed: Deed): Promise<Reply> => {
    const answer = await does(deed);
    if (answer.kind !== 'reply') throw new Error(`no reply but ${answer.kind}`);
    return answer;
  };
  const form = async (deed: Deed): Promise<Extract<ChatResponse, { kind: 'form' }>['form']> => {
    const answer = await does(deed);
    if (answer.kind !== 'form') throw new Error(`no form but ${JSON.stringify(answer)}`);
    return answer.form;
  };
  return {
    records,
    does,
    reply,
    form,
    types: (text: string) => reply({ kind: 'command', call: { text } }),
    /** Presses a button, or chooses in a menu, by its label. */
    presses: (document: Document, label: string) => reply({ kind: 'action', action: actionOf(document, label) }),
    opens: (document: Document, label: string) => form({ kind: 'action', action: actionOf(document, label) }),
    submits: (command: string, values: OptionValues) => reply({ kind: 'form-submitted', command, values }),
  };
}

/** The actions of every button and menu choice, by label; of several with one label the first. */
export function actionsOf({ blocks }: Document): Map<string, string> {
  const controls = blocks.flatMap((block) =>
    block.kind === 'actions' || block.kind === 'paper' ? block.controls : [],
  );
  const all = controls.flatMap((one) => (one.kind === 'button' ? [one] : one.choices));
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
