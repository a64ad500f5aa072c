import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** More stops than any page has. */
const PATIENCE = 80;

/** Somebody who has a keyboard and no mouse. */
export interface Keyboard {
  /** Tabs on until what has the focus is called that. */
  to(name: string | RegExp): Promise<void>;
  /** Tabs to something and presses a key there; Enter unless given. */
  press(name: string | RegExp, key?: string): Promise<void>;
  type(text: string): Promise<void>;
}

export function keyboardOf(page: Page): Keyboard {
  async function to(name: string | RegExp): Promise<void> {
    const passed: string[] = [];
    while (passed.length < PATIENCE) {
      await page.keyboard.press('Tab');
      const here = await focused(page);
      if (typeof name === 'string' ? here === name : name.test(here)) return;
      passed.push(here);
    }
    assert.fail(`Tab never came to ${name}, only to: ${passed.join(' | ')}`);
  }
  return {
    to,
    async press(name, key = 'Enter') {
      await to(name);
      await page.keyboard.press(key);
    },
    type: (text) => page.keyboard.type(text),
  };
}

/** What the element with the focus is called, in whichever frame it is. */
async function focused(page: Page): Promise<string> {
  let frame = page.mainFrame();
  for (;;) {
    const element = (await frame.evaluateHandle(() => document.activeElement)).asElement();
    const inner = await element?.contentFrame();
    if (!inner) break;
    frame = inner;
  }
  return await frame.evaluate(() => {
    const { activeElement: element } = document;
    const label = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement ? element.labels : null;
    const name = element?.getAttribute('aria-label') ?? label?.[0]?.textContent ?? element?.textContent ?? '';
    return name.trim();
  });
}
