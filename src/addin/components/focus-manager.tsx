import { useFocusFinders } from '@fluentui/react-components';

/**
 * Keeps Fluent's focus manager (tabster) for as long as Foyer is open. It would otherwise go with the last dialog that
 * uses it, at once, and leave the page hidden from screen readers as it was behind that dialog.
 */
export default function FocusManager() {
  useFocusFinders();
  return null;
}
