/** A component of any type: the checks know which fields each type has. */
export interface Component {
  readonly type: number;
  readonly id?: number;
  readonly custom_id?: string;
  readonly style?: number;
  readonly label?: string;
  readonly emoji?: unknown;
  readonly url?: string;
  readonly sku_id?: string;
  readonly disabled?: boolean;
  readonly content?: string;
  readonly placeholder?: string;
  readonly options?: readonly { readonly label: string; readonly value: string; readonly description?: string }[];
  readonly min_values?: number;
  readonly max_values?: number;
  readonly components?: readonly Component[];
  readonly component?: Component;
  readonly accessory?: Component;
  readonly [field: string]: unknown;
}

export interface Embed {
  readonly title?: string;
  readonly description?: string;
  readonly url?: string;
  readonly fields?: readonly { readonly name: string; readonly value: string }[];
  readonly footer?: { readonly text: string };
  readonly author?: { readonly name: string };
  readonly [field: string]: unknown;
}

/** The body of a request that creates or edits a message. */
export interface MessageBody {
  readonly content?: string | null;
  readonly embeds?: readonly Embed[] | null;
  readonly components?: readonly Component[] | null;
  readonly flags?: number | null;
  readonly allowed_mentions?: { readonly parse?: readonly string[] | null; readonly replied_user?: boolean } | null;
  readonly message_reference?: { readonly message_id: string; readonly fail_if_not_exists?: boolean };
  readonly nonce?: string | number | null;
  readonly enforce_nonce?: boolean | null;
  readonly attachments?: readonly unknown[] | null;
  readonly sticker_ids?: readonly string[] | null;
  readonly poll?: unknown;
  readonly [field: string]: unknown;
}

export const FLAG = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  silent: 1 << 12,
  v2: 1 << 15,
} as const;

/** All components of a message or modal, including nested ones, with their paths. */
export function everyComponent(
  components: readonly Component[] | null | undefined,
  path = 'components',
): { readonly component: Component; readonly path: string }[] {
  return (Array.isArray(components) ? components : []).flatMap((component, index) => {
    const at = `${path}.${index}`;
    if (typeof component !== 'object' || component === null) return [];
    const { accessory, component: labelled } = component;
    return [
      { component, path: at },
      ...everyComponent(component.components, `${at}.components`),
      ...(accessory ? [{ component: accessory, path: `${at}.accessory` }] : []),
      ...(labelled ? [{ component: labelled, path: `${at}.component` }] : []),
    ];
  });
}

/** The visible text of a message in order, for assertions that don't depend on the layout. */
export function visibleText(body: MessageBody): string {
  const embeds = (body.embeds ?? []).flatMap((embed) => [
    embed.author?.name,
    embed.title,
    embed.description,
    ...(embed.fields ?? []).flatMap(({ name, value }) => [name, value]),
    embed.footer?.text,
  ]);
  const components = everyComponent(body.components).flatMap(({ component }) => [
    component.content,
    component.label,
    component.placeholder,
    ...(component.options ?? []).flatMap(({ label, description }) => [label, description]),
  ]);
  return [body.content, ...embeds, ...components].filter(Boolean).join('\n');
}
