/**
 * What keeps people from pressing a control of the page: for each control that is shown and can be pressed, the element
 * at its centre has to be the control, a part of it or its label. Runs inside the page, in any engine; so it needs
 * nothing from outside, and gives none of its functions a name, which the compiler would want a helper for.
 */
export function coveredControls(): string[] {
  const found: string[] = [];
  // WebKit takes no row of a table as the containing block of what is absolute in it (CSS 2.2 leaves it undefined).
  for (const row of document.querySelectorAll('tr, thead, tbody, tfoot')) {
    if (getComputedStyle(row).position !== 'static') found.push(`<${row.localName}> is positioned`);
  }
  const controls =
    'a[href], button, input, select, textarea, summary, [tabindex="0"][role], [role="button"], [role="menuitem"]';
  // What is below a dialog that is open is covered on purpose.
  const page = [...document.querySelectorAll('[aria-modal="true"]')].at(-1) ?? document;
  for (const control of page.querySelectorAll(controls)) {
    // The middle of an arc is outside of it.
    if (!(control instanceof HTMLElement)) continue;
    const style = getComputedStyle(control);
    const isOff = control.matches(':disabled, [inert] *, [aria-hidden="true"], [aria-hidden="true"] *');
    if (isOff || style.pointerEvents === 'none' || style.visibility !== 'visible') continue;
    control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    // The first line of a link that is broken into several.
    const [box] = control.getClientRects();
    if (!box || box.width < 2 || box.height < 2) continue;
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const labels = 'labels' in control ? [...((control.labels as NodeListOf<HTMLElement> | null) ?? [])] : [];
    if (hit && [control, ...labels].some((each) => each.contains(hit))) continue;
    const name = control.getAttribute('aria-label') || control.textContent || control.outerHTML.slice(0, 80);
    found.push(`“${name.trim().slice(0, 60)}” is covered by ${hit?.outerHTML.slice(0, 120) ?? 'nothing'}`);
  }
  return found;
}
