import { Button, type ButtonProps, Link, type LinkProps, makeStyles, tokens } from '@fluentui/react-components';
import type { JSX } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { ROW_LINK } from './list/row-link.ts';

interface Target {
  to: string;
}

const useStyles = makeStyles({
  ofRow: { fontWeight: tokens.fontWeightSemibold },
});

interface AppLinkProps extends Target, Pick<LinkProps, 'children'> {
  /** What the other page is told, beside its address. */
  state?: unknown;
  /** Whether it is the link of its row in a table: a click anywhere else in the row follows it too. */
  ofRow?: boolean;
}

/** A link to another page of Foyer that looks like Fluent's. */
export function AppLink({ to, state, children, ofRow = false }: AppLinkProps) {
  const styles = useStyles();
  const href = useHref(to);
  const onClick = useLinkClickHandler<HTMLAnchorElement>(to, { state });
  return (
    <Link href={href} onClick={onClick} {...(ofRow && { className: styles.ofRow, [ROW_LINK]: '' })}>
      {children}
    </Link>
  );
}

interface AppLinkButtonProps extends Target, Pick<ButtonProps, 'appearance' | 'children'> {
  icon?: JSX.Element;
  /** The accessible name, where the text alone does not say it. */
  label?: string;
}

/** A link to another page of Foyer that looks like a button. */
export function AppLinkButton({ to, label, icon, children, appearance }: AppLinkButtonProps) {
  const href = useHref(to);
  const onClick = useLinkClickHandler<HTMLAnchorElement>(to);
  return (
    <Button
      as="a"
      href={href}
      onClick={onClick}
      {...(appearance && { appearance })}
      {...(icon && { icon })}
      {...(label && { 'aria-label': label })}
    >
      {children}
    </Button>
  );
}
