import type { i18n } from 'i18next';
import type { Frame } from 'playwright-core';
import type { Language } from '../../src/server/platform/permissions.ts';
import { catalogues, english, flatten, french, refusals } from './catalogue.ts';

/**
 * Has a running page of the add-in speak another language, with all that is open on it. Hosts load Foyer anew for that;
 * here it would be a sign-in for each page, so its i18next is taken from where React keeps what `useTranslation` holds.
 */
export async function speak(frame: Frame, language: Language): Promise<void> {
  await frame.waitForFunction(
    async ([language, bundles]) => {
      type Hook = { memoizedState?: { current?: { i18n?: i18n } }; next?: Hook };
      type Fiber = { memoizedState?: Hook; child?: Fiber; sibling?: Fiber };
      type Root = { stateNode: { current: Fiber } };
      const root = Object.entries(document.getElementById('root') ?? {}).find(([name]) => name.startsWith('__react'));
      const waiting: (Fiber | undefined)[] = [(root?.[1] as Root | undefined)?.stateNode.current];
      while (waiting.length > 0) {
        const fiber = waiting.pop();
        if (fiber) waiting.push(fiber.sibling, fiber.child);
        for (let hook = fiber?.memoizedState; hook; hook = hook.next) {
          const spoken = hook.memoizedState?.current?.i18n;
          if (!spoken) continue;
          for (const [namespace, texts] of bundles) spoken.addResourceBundle(language, namespace, texts);
          await spoken.changeLanguage(language);
          return true;
        }
      }
      return false;
    },
    [language, [...catalogues[language], ['problems', refusals[language]]]] as const,
  );
}

/** Texts that stand on a page by their parts; the values between them may be anything. */
const PART = /\{\{.*?\}\}/g;
const spoken = (texts: Map<string, string>, language: Language) => [
  ...texts.values(),
  ...flatten(refusals[language]).values(),
];
const inFrench = new Set(spoken(french, 'fr'));
const left = spoken(english, 'en').filter((text) => text.includes(' ') && !inFrench.has(text));
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const leftWhole = new Set(left.filter((text) => !text.match(PART)));
const leftInParts = left
  .filter((text) => text.match(PART) && text.replaceAll(PART, '').length > 12)
  .map((text) => new RegExp(`^${text.split(PART).map(literally).join('.+')}$`));
const beginnings = new Set([...english.keys()].map((key) => key.split('.')[0]));
const isKey = new RegExp(`^(${[...beginnings].join('|')})(\\.\\w+)+$`);

/** What is wrong with the words of a page that speaks French: English ones, keys of the catalogue, cut off ones. */
export async function notFrench(frame: Frame): Promise<string[]> {
  const { texts, cut } = await frame.evaluate(() => {
    const texts = new Set<string>();
    const cut = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const around = node.parentElement;
      if (!around?.checkVisibility()) continue;
      texts.add((node.textContent ?? '').trim());
      const box = around.closest('button, a, label, h1, h2, h3, [role="tab"], [role="menuitem"]');
      // What only screen readers hear takes one pixel.
      if (!box || around.offsetWidth <= 1 || getComputedStyle(box).overflowX === 'visible') continue;
      const words = document.createRange();
      words.selectNodeContents(node);
      if (words.getBoundingClientRect().right > box.getBoundingClientRect().right + 1) cut.add(box.textContent ?? '');
    }
    for (const name of ['aria-label', 'placeholder', 'title'])
      for (const each of document.querySelectorAll(`[${name}]`)) texts.add((each.getAttribute(name) ?? '').trim());
    return { texts: [...texts], cut: [...cut] };
  });
  const isEnglish = (text: string) => leftWhole.has(text) || leftInParts.some((each) => each.test(text));
  return [
    ...texts.filter(isEnglish).map((text) => `it says in English: ${text}`),
    ...texts.filter((text) => isKey.test(text)).map((text) => `it has no French for ${text}`),
    ...cut.map((text) => `it cuts off: ${text}`),
  ];
}
