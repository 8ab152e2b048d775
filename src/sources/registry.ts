import { z } from 'zod';
import type { Log } from '../runtime/log.ts';
import { closestMatch, truncate } from '../text/format.ts';
import { arxiv } from './arxiv/index.ts';
import { createHttpClient, formatUserAgent } from './http-client.ts';
import { huggingFace } from './huggingface/index.ts';
import type { PaperSource, SourceConfig, SourceConfigResult, SourceDescriptor, SourceOffer } from './source.ts';

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
const MAX_QUOTED_LENGTH = 40;

const SiteUrl = z
  .url({ protocol: /^https?$/, abort: true })
  .refine(
    (url) => new URL(url).username === '' && new URL(url).password === '',
    'must not contain a user name or password',
  );

/** What the rest of the program knows about kinds of sources. `Variable` is the union of their environment variables. */
export class SourceRegistry<const Variable extends string> {
  /** The variables with the sites' URLs, for the schema of the configuration. */
  readonly env: Readonly<Record<Variable, z.ZodDefault<typeof SiteUrl>>>;
  /** An example of `PAPERS_SOURCES`, and its default. */
  readonly settingExample: string;
  readonly defaultSetting: string;
  readonly #kinds: readonly SourceDescriptor<Variable>[];

  constructor(kinds: readonly SourceDescriptor<Variable>[]) {
    this.#kinds = kinds;
    this.env = Object.fromEntries(
      kinds.map(({ title, baseUrl }) => {
        const meta = { description: `${title}'s URL, for tests and proxies`, shownDefault: `\`${baseUrl.default}\`` };
        return [baseUrl.variable, SiteUrl.default(baseUrl.default).meta(meta)];
      }),
    ) as SourceRegistry<Variable>['env'];
    this.settingExample = kinds.map(({ setting }) => setting.example).join(',');
    this.defaultSetting = kinds[0]?.setting.example ?? NONE;
  }

  /** By the kind that records have; `undefined` for records from files. */
  find(kind: string): SourceDescriptor<Variable> | undefined {
    return this.#kinds.find((one) => one.kind === kind);
  }

  offering(offer: SourceOffer): readonly SourceDescriptor<Variable>[] {
    return this.#kinds.filter(({ offers }) => offers.includes(offer));
  }

  /** The titles of the kinds that offer something, for descriptions: "Hugging Face". */
  titlesOffering(offer: SourceOffer): string {
    return this.offering(offer)
      .map(({ title }) => title)
      .join(' or ');
  }

  /** @throws UserError if a site's URL is invalid */
  createSources(
    { sources, baseUrls, contact, version }: SourceSettings<Variable>,
    { now, log }: { readonly now: () => Date; readonly log: Log },
  ): PaperSource[] {
    const userAgent = formatUserAgent(version, contact);
    return this.#kinds.flatMap(({ kind, baseUrl, requestLimits, create }) => {
      const configs = sources.filter((config) => config.kind === kind);
      if (configs.length === 0) return [];
      const httpClient = createHttpClient({ baseUrl: baseUrls[baseUrl.variable], userAgent, requestLimits, now });
      return configs.map((config) => create(config, { httpClient, now, log }));
    });
  }

  /** Parses `PAPERS_SOURCES`: sources separated by commas, or `none`. */
  parseSetting(text: string): SourceSettingResult {
    const items = text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items.length === 0)
      return { kind: 'invalid', problems: [`names no source: use ${this.settingExample}, or ${NONE}`] };
    if (items.length === 1 && items[0]?.toLowerCase() === NONE) return { kind: 'ok', sources: [] };
    const results = items.map((item) => this.#parseItem(item));
    const sources = results.flatMap((result) => (result.kind === 'ok' ? [result.config] : []));
    const problems = [
      ...results.flatMap((result) => (result.kind === 'invalid' ? [result.problem] : [])),
      ...this.#findDuplicates(sources).map(({ name }) => `has ${quote(name)} twice: remove one`),
    ];
    return problems.length > 0 ? { kind: 'invalid', problems } : { kind: 'ok', sources };
  }

  #parseItem(item: string): SourceConfigResult {
    const [, kind = '', argument] = /^([^:]*)(?::(.*))?$/s.exec(item) ?? [];
    const lowerItem = item.toLowerCase();
    const descriptor = this.find(kind.trim().toLowerCase());
    if (descriptor !== undefined) {
      const result = descriptor.setting.parse(argument?.trim());
      return result.kind === 'ok' ? result : invalid(`has an invalid source ${quote(item)}: ${result.problem}`);
    }
    if (lowerItem === NONE) return invalid(`combines ${NONE} with other sources: use ${NONE} alone, or remove it`);
    const suggestion =
      this.#kinds.find(({ setting }) => setting.aliases.includes(lowerItem))?.kind ??
      closestMatch(lowerItem, [...this.#kinds.map((one) => one.kind), NONE]);
    const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
    return invalid(`has an unknown source ${quote(item)}${hint}: use ${this.settingExample}, or ${NONE}`);
  }

  #findDuplicates(sources: readonly SourceConfig[]): SourceConfig[] {
    return sources.filter((source, index) => {
      const isSame = (one: SourceConfig) =>
        one.kind === source.kind && this.find(one.kind)?.setting.isSame(one, source);
      return sources.findIndex(isSame) < index;
    });
  }
}

function invalid(problem: string): SourceConfigResult {
  return { kind: 'invalid', problem };
}

function quote(text: string): string {
  return `"${truncate(text, MAX_QUOTED_LENGTH)}"`;
}

export const sourceRegistry = new SourceRegistry(SOURCE_KINDS);

/** "arXiv (cs.LG)": the title of a source, and which of its kind it is. */
export function describeSource({ name, descriptor: { kind, title } }: PaperSource): string {
  return name === kind ? title : `${title} (${name.slice(kind.length + 1)})`;
}
