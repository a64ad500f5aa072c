import { compile } from 'css-select';
import { render } from 'dom-serializer';
import { type AnyNode, type Document, type Element, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import postcss, { type AtRule, type Rule } from 'postcss';

/** Deeper markup is written by nobody, and takes parsers a time that grows with the square of its depth. */
const MAX_DEPTH = 2000;

/** So many times a rule of a style sheet is tried on an element or given to one; what a longer sheet says is left out. */
const MOST_TRIALS = 2_000_000;

/** Elements whose content nobody reads: titles, settings of Office, fields of forms, what is for readers without scripts. */
const unread =
  /^(title|xml|script|style|noscript|template|meta|link|base|desc|metadata|defs|symbol|iframe|option|textarea|[ow]:.*)$/;

/** Elements that end a line. */
const blocks =
  /^(address|article|blockquote|br|caption|center|dd|div|dl|dt|fieldset|figure|footer|form|h[1-6]|header|hr|img|li|main|ol|p|pre|section|table|td|th|tr|ul)$/;

/** Elements that never hold others, or end by themselves where the next one begins. */
const flat =
  /^(area|base|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr|wbr)$/;

/** What changes how text looks, and nothing that could lay it over something else. */
const ALLOWED_STYLES: ReadonlySet<string> = new Set([
  ...['color', 'background-color', 'background', 'background-image', 'font', 'font-family', 'font-size', 'font-style'],
  ...['font-weight', 'line-height', 'letter-spacing', 'text-align', 'text-decoration', 'text-indent', 'text-transform'],
  ...['vertical-align', 'white-space', 'width', 'max-width', 'height', 'padding', 'padding-top', 'padding-right'],
  ...['padding-bottom', 'padding-left', 'margin', 'margin-top', 'margin-right', 'margin-bottom', 'margin-left'],
  ...['border', 'border-top', 'border-right', 'border-bottom', 'border-left', 'border-color', 'border-style'],
  ...['border-width', 'border-radius', 'border-collapse', 'border-spacing', 'list-style-type', 'display', 'direction'],
]);

/** Values without functions: no `url()`, no `expression()`, no `var()`. `rgb()` alone is a colour. */
const PLAIN_VALUES = [/^[^()\\@;{}]*$/, /^rgba?\([\d\s.,%]*\)$/];

/** The address of a picture, without what could end the style that it stands in. */
const isAddress = (source: string) => /^(\/api\/|https?:\/\/)[^\s()\\"'<>;{}]+$/i.test(source);

/** A length of nothing, or no opacity at all. */
const NOTHING = /^(0+(\.0*)?|\.0+)(px|pt|em|rem|%)?$/;

type Styles = Map<string, string>;

/** Somebody's HTML as it would look, with its style sheets in its elements, and without what it hides. */
export interface LaidOut {
  html: string;
  /** What is read of it, on one line. */
  text: string;
}

interface Rewriting {
  /** Gives the address of what a style refers to; null for what may not be fetched. */
  sourceOf(reference: string): string | null;
}

/**
 * Lays out a letter: puts its style sheets into its elements, takes out what they hide and what is no text, and makes of
 * its body an element like others, so that its colours stay.
 * @returns null for what is nested deeper than can be laid out in a reasonable time.
 */
export function layOut(html: string, { sourceOf }: Rewriting): LaidOut | null {
  if (isTooDeep(html)) return null;
  const document = parseDocument(html);
  const elements = elementsOf(document);
  const styles = stylesOf(elements);
  const base = elements.find(({ name, attribs }) => name === 'base' && /^https?:\/\//i.test(attribs.href ?? ''));
  for (const element of elements) {
    dress(element, styles.get(element) ?? new Map(), sourceOf);
    if (base?.attribs.href) resolve(element, base.attribs.href);
  }
  const gone = new Set<AnyNode>(elements.filter(({ name }) => unread.test(name)));
  const whole = textOf(document, gone);
  const hidden = elements.filter((element) => isHidden(element, styles.get(element)));
  const tiny: AnyNode[] = [];
  const text = textOf(document, new Set([...gone, ...hidden]), { styles, tiny });
  // Where everything is hidden, whatever should have brought it to light is not here.
  const isAllHidden = text === '' && whole !== '' && !elements.some(({ name }) => name === 'img');
  if (!isAllHidden) for (const node of [...hidden, ...tiny]) gone.add(node);
  for (const parent of [document, ...elements]) {
    parent.children = parent.children.filter((child) => !gone.has(child));
  }
  return { html: render(document, { encodeEntities: 'utf8' }), text: isAllHidden ? whole : text };
}

/** Whether the markup is nested deeper than can be laid out in a reasonable time, in one pass and as parsers see it. */
export function isTooDeep(html: string): boolean {
  const open: string[] = [];
  const times = new Map<string, number>();
  for (const [, slash, written = ''] of html.matchAll(/<!--[\s\S]*?(?:-->|$)|<(\/?)([a-z][a-z0-9:-]*)/gi)) {
    const name = written.toLowerCase();
    if (name === '' || flat.test(name)) continue;
    if (!slash) {
      open.push(name);
      times.set(name, (times.get(name) ?? 0) + 1);
      if (open.length > MAX_DEPTH) return true;
      continue;
    }
    for (let last = times.get(name) ? open.pop() : undefined; last; last = last === name ? undefined : open.pop()) {
      times.set(last, (times.get(last) ?? 1) - 1);
    }
  }
  return false;
}

function elementsOf(document: Document): Element[] {
  const elements: Element[] = [];
  const waiting: AnyNode[] = document.children.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isTag(node)) continue;
    elements.push(node);
    waiting.push(...node.children.toReversed());
  }
  return elements;
}

interface Declaration {
  property: string;
  value: string;
  important: boolean;
}

/** What the style sheets and the attributes of each element say, by the rules of the cascade (CSS 2.2, section 6.4). */
function stylesOf(elements: readonly Element[]): Map<Element, Styles> {
  const found = new Map<Element, (Declaration & { weight: number })[]>();
  const add = (element: Element, declarations: readonly Declaration[], weight: number) => {
    const list = found.get(element) ?? [];
    found.set(element, list);
    for (const each of declarations) list.push({ ...each, weight: weight + (each.important ? 1e9 : 0) });
  };
  const byKey = keysOf(elements);
  let trials = 0;
  for (const rule of rulesOf(elements)) {
    const declarations = declarationsOf(rule);
    for (const selector of rule.selectors) {
      const candidates = byKey.get(keyOf(selector)) ?? [];
      trials += candidates.length * (1 + declarations.length);
      if (trials > MOST_TRIALS) break;
      const matches = candidates.length > 0 ? matcherOf(selector) : null;
      const weight = specificity(selector);
      for (const element of candidates) if (matches?.(element)) add(element, declarations, weight);
    }
  }
  const written = new Map<string, readonly Declaration[]>();
  for (const element of elements) {
    const { style } = element.attribs;
    if (!style) continue;
    const known = written.get(style) ?? declarationsIn(style);
    written.set(style, known);
    add(element, known, 1e8);
  }
  return new Map(
    [...found].map(([element, list]): [Element, Styles] => [
      element,
      new Map(list.sort((a, b) => a.weight - b.weight).map(({ property, value }) => [property, value])),
    ]),
  );
}

/** Elements by what a selector may end with: their name, classes and id. */
function keysOf(elements: readonly Element[]): Map<string, Element[]> {
  const byKey = new Map<string, Element[]>([['*', [...elements]]]);
  for (const element of elements) {
    const { id, class: classes = '' } = element.attribs;
    const names = classes.split(/\s+/).filter(Boolean);
    for (const key of new Set([element.name, ...(id ? [`#${id}`] : []), ...names.map((name) => `.${name}`)])) {
      const list = byKey.get(key) ?? [];
      byKey.set(key, list);
      list.push(element);
    }
  }
  return byKey;
}

function keyOf(selector: string): string {
  const last = /[^\s>+~]*$/.exec(selector.replace(/:link\b/gi, ''))?.[0] ?? '';
  // What has brackets or colons may end with anything.
  if (last === '' || /[^\w\s.#>+~*-]/.test(selector.replace(/:link\b/gi, ''))) return '*';
  return /#[\w-]+/.exec(last)?.[0] ?? /\.[\w-]+/.exec(last)?.[0] ?? last.toLowerCase();
}

function rulesOf(elements: readonly Element[]): Rule[] {
  const rules: Rule[] = [];
  for (const element of elements) {
    if (element.name !== 'style' || !isForScreens(element.attribs.media ?? '')) continue;
    const text = element.children.map((child) => (isText(child) ? child.data : '')).join('');
    parseCss(text.replace(/<!--|-->/g, ''))?.walkRules((rule) => {
      const { parent } = rule;
      const isPlain = parent?.type === 'root';
      const isMedia = parent?.type === 'atrule' && (parent as AtRule).name === 'media';
      if (isPlain || (isMedia && isForScreens((parent as AtRule).params))) rules.push(rule);
    });
  }
  return rules;
}

/** Whatever its width: a sheet for phones is not for here. */
function isForScreens(media: string): boolean {
  return /^\s*((only\s+)?(all|screen)\s*)?$/i.test(media);
}

/** Null for what is no CSS. */
function parseCss(text: string): postcss.Root | null {
  try {
    return postcss.parse(text);
  } catch {
    return null;
  }
}

function declarationsIn(style: string): Declaration[] {
  const declarations: Declaration[] = [];
  parseCss(`x{${style}}`)?.walkRules((rule) => void declarations.push(...declarationsOf(rule)));
  return declarations;
}

function declarationsOf({ nodes }: Rule): Declaration[] {
  return nodes.flatMap((node) =>
    node.type === 'decl'
      ? [{ property: node.prop.toLowerCase(), value: node.value, important: node.important === true }]
      : [],
  );
}

/** Null for a selector that is broken, or about a state that no letter is in. */
function matcherOf(selector: string): ((element: Element) => boolean) | null {
  if (/::|:(hover|active|focus|visited|before|after|target|checked|has|contains)\b/i.test(selector)) return null;
  try {
    return compile<AnyNode, Element>(selector.replace(/:link\b/gi, ''));
  } catch {
    return null;
  }
}

/** Selectors, level 3, section 9, near enough. */
function specificity(selector: string): number {
  const count = (pattern: RegExp) => selector.match(pattern)?.length ?? 0;
  return count(/#[\w-]+/g) * 1e6 + count(/\.[\w-]+|\[[^\]]*\]|:[\w-]+/g) * 1e3 + count(/(^|[\s>+~])[a-z][\w-]*/gi);
}

/** Gives an element its styles as an attribute; a body becomes an element like others. */
function dress(element: Element, styles: Styles, sourceOf: Rewriting['sourceOf']): void {
  const { attribs } = element;
  const picture = attribs.background;
  if (picture) styles.set('background-image', `url(${picture})`);
  if (element.name === 'body' || element.name === 'html') {
    element.name = 'div';
    if (attribs.bgcolor && !styles.has('background') && !styles.has('background-color')) {
      styles.set('background-color', attribs.bgcolor);
    }
    if (attribs.text && !styles.has('color')) styles.set('color', attribs.text);
  }
  const written = [...styles].flatMap(([property, value]) => {
    if (!ALLOWED_STYLES.has(property)) return [];
    const sources: string[] = [];
    const rest = value.replace(/url\(\s*(["']?)([\s\S]*?)\1\s*\)/gi, (_all, _quote, reference: string) => {
      const source = property.startsWith('background') ? sourceOf(reference.trim()) : null;
      if (source && isAddress(source)) sources.push(`url(${source})`);
      return '';
    });
    const isSafe = PLAIN_VALUES.some((plain) => plain.test(rest));
    return isSafe && (rest.trim() || sources.length > 0)
      ? [`${property}:${[rest.trim(), ...sources].join(' ').trim()}`]
      : [];
  });
  if (written.length > 0) attribs.style = written.join(';');
  else delete attribs.style;
}

function resolve({ attribs }: Element, base: string): void {
  for (const name of ['href', 'src']) {
    const reference = attribs[name];
    if (reference && !/^[a-z][a-z0-9+.-]*:|^#/i.test(reference) && URL.canParse(reference, base)) {
      attribs[name] = new URL(reference, base).href;
    }
  }
}

function isHidden({ attribs }: Element, styles: Styles | undefined): boolean {
  const is = (property: string, pattern: RegExp) => pattern.test(styles?.get(property)?.trim() ?? '');
  const isFlat = ['height', 'max-height'].some((property) => is(property, NOTHING));
  return (
    'hidden' in attribs ||
    is('display', /^none\b/i) ||
    is('visibility', /^(hidden|collapse)\b/i) ||
    is('opacity', NOTHING) ||
    (isFlat && is('overflow', /^hidden/i))
  );
}

/**
 * What is read, on one line, without what is hidden.
 * @param small where given, what is written too small to be seen is left out too, and noted.
 */
function textOf(
  document: Document,
  hidden: ReadonlySet<AnyNode>,
  small?: { styles: ReadonlyMap<Element, Styles>; tiny: AnyNode[] },
): string {
  const pieces: string[] = [];
  const walk = (nodes: readonly AnyNode[], isTiny: boolean) => {
    for (const node of nodes) {
      if (isText(node) && isTiny) small?.tiny.push(node);
      else if (isText(node)) pieces.push(node.data);
      if (!isTag(node) || hidden.has(node)) continue;
      const size = small?.styles.get(node)?.get('font-size')?.trim();
      const isBlock = blocks.test(node.name);
      if (isBlock) pieces.push(' ');
      walk(node.children, size ? NOTHING.test(size) : isTiny);
      if (isBlock) pieces.push(' ');
    }
  };
  walk(document.children, false);
  return pieces.join('').replace(/\s+/g, ' ').trim();
}
