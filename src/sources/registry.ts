import { z } from 'zod';
import type { Paper } from '../papers/paper.ts';
import type { Log } from '../runtime/log.ts';
import { closestMatch, truncate } from '../text/format.ts';
import { arxiv } from './arxiv/index.ts';
import { createHttpClient, formatUserAgent } from './http-client.ts';
import { huggingFace } from './huggingface/index.ts';
import type { PaperSource, SourceConfig, SourceConfigResult, SourceDescriptor } from './source.ts';

/** Every kind of source. */
export const SOURCE_KINDS = [huggingFace, arxiv] as const;

/** All sources of `PAPERS_SOURCES`, or everything that's wrong with it. */
export type SourceSettingResult =
  | { readonly kind: 'ok'; readonly sources: readonly SourceConfig[] }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

interface SourceSettings<Variable extends string> {
  readonly sources: readonly SourceConfig[];
  readonly baseUrls: Readonly<Record<Variable, string>>;
  readonly contact: string | undefined;
  readonly version: string;
}

const NONE = 'none';

const SiteUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(
    (url) => new URL(url).username === '' && new URL(url).password === '',
    'must not contain a user name or password',
  );

/** What the rest of the program knows about kinds of sources. `Variable` is the union of their environment variables. */
export interface SourceRegistry<Variable extends string = string> {
  readonly descriptors: readonly SourceDescriptor[];
  /** The variables with the sites' URLs, for the schema of the configuration. */
  readonly env: Readonly<Record<Variable, z.ZodDefault<typeof SiteUrl>>>;
  /** An example of `PAPERS_SOURCES`, and its default. */
  readonly settingExample: string;
  readonly defaultSetting: string;
  /** Parses `PAPERS_SOURCES`: sources separated by commas, or `none`. */
  parseSetting(text: string): SourceSettingResult;
  /** The kinds that offer something to people. */
  offering(what: 'search' | 'comments' | 'trending'): readonly SourceDescriptor[];
  /** By the kind that records have; `undefined` for records from files. */
  find(kind: string): SourceDescriptor | undefined;
  /** @throws UserError if a site's URL is invalid */
  createSources(
    settings: SourceSettings<Variable>,
    deps: { readonly now: () => Date; readonly log: Log },
  ): PaperSource[];
}

export function createSourceRegistry<const Descriptors extends readonly SourceDescriptor[]>(
  descriptors: Descriptors,
): SourceRegistry<Descriptors[number]['baseUrl']['variable']> {
  type Variable = Descriptors[number]['baseUrl']['variable'];
  const settingExample = descriptors.map(({ setting }) => setting.example).join(',');
  const find = (kind: string): SourceDescriptor | undefined => descriptors.find((one) => one.kind === kind);
  return {
    descriptors,
    env: Object.fromEntries(
      descriptors.map(({ title, baseUrl }) => {
        const meta = { description: `${title}'s URL, for tests and proxies`, shownDefault: `\`${baseUrl.default}\`` };
        return [baseUrl.variable, SiteUrl.default(baseUrl.default).meta(meta)];
      }),
    ) as SourceRegistry<Variable>['env'],
    settingExample,
    defaultSetting: descriptors[0]?.setting.example ?? NONE,
    parseSetting: (text) => parseSetting(text, { descriptors, find, settingExample }),
    offering: (what) =>
      descriptors.filter(({ offers, schedule }) =>
        what === 'trending' ? schedule.trendingIntervalMs !== undefined : offers[what],
      ),
    find,
    createSources({ sources, baseUrls, contact, version }, { now, log }) {
      const userAgent = formatUserAgent(version, contact);
      return descriptors.flatMap((descriptor) => {
        const configs = sources.filter(({ kind }) => kind === descriptor.kind);
        if (configs.length === 0) return [];
        const { baseUrl, requestLimits } = descriptor;
        const url = baseUrls[baseUrl.variable as Variable];
        const httpClient = createHttpClient({ baseUrl: url, userAgent, requestLimits, now });
        return configs.map((config) => descriptor.create(config, { httpClient, now, log }));
      });
    },
  };
}

export const sourceRegistry = createSourceRegistry(SOURCE_KINDS);

/** Whether a model wrote a paper's keywords. */
export function hasGeneratedKeywords({ keywords, seen }: Paper): boolean {
  // They come from the newest record that has any, and `seen` is sorted newest first.
  const source = seen.find((record) => record.keywords !== undefined)?.source ?? '';
  return keywords.length > 0 && sourceRegistry.find(source)?.generatesKeywords === true;
}

/** "Hugging Face": the titles of the kinds that offer something, for descriptions. */
export function titlesOffering(...args: Parameters<SourceRegistry['offering']>): string {
  return sourceRegistry
    .offering(...args)
    .map(({ title }) => title)
    .join(' or ');
}

/** "arXiv (cs.LG)": the title of a source, and which of its kind it is. */
export function describeSource({ name, descriptor: { kind, title } }: PaperSource): string {
  return name === kind ? title : `${title} (${name.slice(kind.length + 1)})`;
}

interface SettingContext {
  readonly descriptors: readonly SourceDescriptor[];
  readonly find: (kind: string) => SourceDescriptor | undefined;
  readonly settingExample: string;
}

function parseSetting(text: string, context: SettingContext): SourceSettingResult {
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  if (items.length === 0)
    return { kind: 'invalid', problems: [`names no source: use ${context.settingExample}, or ${NONE}`] };
  if (items.length === 1 && items[0]?.toLowerCase() === NONE) return { kind: 'ok', sources: [] };
  const results = items.map((item) => parseItem(item, context));
  const sources = results.flatMap((result) => (result.kind === 'ok' ? [result.config] : []));
  const problems = [
    ...results.flatMap((result) => (result.kind === 'invalid' ? [result.problem] : [])),
    ...findDuplicates(sources, context).map(({ name }) => `has ${quote(name)} twice: remove one`),
  ];
  return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'ok', sources };
}

function parseItem(item: string, { descriptors, find, settingExample }: SettingContext): SourceConfigResult {
  const [, kind = '', argument] = /^([^:]*)(?::(.*))?$/s.exec(item) ?? [];
  const lowerItem = item.toLowerCase();
  const descriptor = find(kind.trim().toLowerCase());
  if (descriptor !== undefined) {
    const result = descriptor.setting.parse(argument?.trim());
    return result.kind === 'ok' ? result : invalid(`has an invalid source ${quote(item)}: ${result.problem}`);
  }
  if (lowerItem === NONE) return invalid(`combines ${NONE} with other sources: use ${NONE} alone, or remove it`);
  const suggestion =
    descriptors.find(({ setting }) => setting.aliases.includes(lowerItem))?.kind ??
    closestMatch(lowerItem, [...descriptors.map((one) => one.kind), NONE]);
  const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
  return invalid(`has an unknown source ${quote(item)}${hint}: use ${settingExample}, or ${NONE}`);
}

function findDuplicates(sources: readonly SourceConfig[], { find }: SettingContext): SourceConfig[] {
  return sources.filter(
    (source, index) =>
      sources.findIndex((one) => one.kind === source.kind && find(one.kind)?.setting.isSame(one, source)) < index,
  );
}

function invalid(problem: string): SourceConfigResult {
  return { kind: 'invalid', problem };
}

const MAX_QUOTED_LENGTH = 40;

function quote(text: string): string {
  return `"${truncate(text, MAX_QUOTED_LENGTH)}"`;
}
