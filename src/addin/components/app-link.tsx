import { Button, type ButtonProps, Link, type LinkProps, makeStyles, tokens } from '@fluentui/react-components';
import type { JSX } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';

interface Target {
  to: string;
}

const useStyles = makeStyles({
  coversRow: { fontWeight: tokens.fontWeightSemibold, '::after': { content: '""', position: 'absolute', inset: 0 } },
});

interface AppLinkProps extends Target, Pick<LinkProps, 'children'> {
  /** What the other page is told, beside its address. */
  state?: unknown;
  /** Makes the whole row of a table the target. */
  coversRow?: boolean;
}

/** A link to another page of Foyer that looks like Fluent's. */
export function AppLink({ to, state, children, coversRow = false }: AppLinkProps) {
  const styles = useStyles();
  const href = useHref(to);
  const onClick = useLinkClickHandler<HTMLAnchorElement>(to, { state });
  return (
    <Link href={href} onClick={onClick} {...(coversRow && { className: styles.coversRow })}>
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
