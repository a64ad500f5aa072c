import type { MouseEvent } from 'react';

/** Marks the link of a row: a click anywhere else in the row follows it. */
export const ROW_LINK = 'data-row-link';

/** Marks a cell that belongs to its control: a click beside the control does nothing. */
export const CONTROL_CELL = 'data-control-cell';

/** What answers a click itself. */
const INTERACTIVE = `a, button, input, label, select, textarea, [${CONTROL_CELL}]`;

const MIDDLE = 1;

/**
 * Handlers of a `tbody` by which a click in a row follows the row's link. The pointer alone needs them: keyboards and
 * screen readers use the link itself.
 *
 * A link stretched over its row would need `position: relative` on the `tr`, which WebKit does not take as the
 * containing block: in Safari, and in Teams on Mac and iOS, the link of the last row would cover the whole page.
 */
export const rowLinkHandlers = {
  onClick: followRowLink,
  onAuxClick: followRowLink,
  /** The middle button opens a tab; it must not start to scroll as well. */
  onMouseDown(event: MouseEvent<HTMLTableSectionElement>) {
    if (event.button === MIDDLE) event.preventDefault();
  },
};

function followRowLink(event: MouseEvent<HTMLTableSectionElement>): void {
  const { target, currentTarget, button } = event;
  if (!(target instanceof Element) || (button !== 0 && button !== MIDDLE)) return;
  const row = target.closest('tr');
  // React also passes on the clicks in a menu or dialog that a cell has opened elsewhere in the document.
  if (!row || !currentTarget.contains(row) || target.closest(INTERACTIVE)) return;
  const link = row.querySelector<HTMLAnchorElement>(`a[${ROW_LINK}]`);
  // A range of text is selected at the end of a drag, which people do to copy it.
  if (!link || window.getSelection()?.type === 'Range') return;
  if (button === MIDDLE || event.ctrlKey || event.metaKey || event.shiftKey) {
    window.open(link.href, '_blank', 'noopener');
  } else link.click();
}
