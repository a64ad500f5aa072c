import { Body } from '@react-email/body';
import { Button } from '@react-email/button';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Hr } from '@react-email/hr';
import { Html } from '@react-email/html';
import { Link } from '@react-email/link';
import { Preview } from '@react-email/preview';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { ReactNode } from 'react';
import type { Translate } from '../i18n/translate.ts';
import { unlinked } from './foreign-text.ts';

const font = "'Segoe UI', system-ui, -apple-system, Helvetica, Arial, sans-serif";
const text = { fontFamily: font, fontSize: '15px', lineHeight: '22px', color: '#242424', margin: '0 0 16px' };

/**
 * The page's colour is set on the cell within `.page` too, where react-email puts it.
 * Outlook on the web marks what it darkens with `data-ogsc` (text) and `data-ogsb` (background); Outlook on Windows
 * inverts by itself, which these plain colours survive; the others follow the media query.
 */
const dark = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  @media (prefers-color-scheme: dark) {
    .page, .page > table > tbody > tr > td, .card { background-color: #1f1f1f !important; }
    .text, .text a { color: #f5f5f5 !important; }
    .quiet { color: #bdbdbd !important; }
    .quiet a { color: #62abf5 !important; }
    .quote { border-left-color: #757575 !important; }
  }
  [data-ogsb] .page, [data-ogsb] .page > table > tbody > tr > td, [data-ogsb] .card { background-color: #1f1f1f !important; }
  [data-ogsc] .text, [data-ogsc] .text a { color: #f5f5f5 !important; }
  [data-ogsc] .quiet { color: #bdbdbd !important; }
  [data-ogsc] .quiet a { color: #62abf5 !important; }
`;

interface LayoutProps {
  language: string;
  preview: string;
  title: string;
  publicUrl: string;
  t: Translate;
  children: ReactNode;
}

/** The frame of every mail: heading, content, and a footer with the sender. */
export function Layout({ language, preview, title, publicUrl, t, children }: LayoutProps) {
  return (
    <Html lang={language} dir="ltr">
      <Head>
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{dark}</style>
      </Head>
      <Preview>{preview}</Preview>
      <Body className="page" style={{ backgroundColor: '#f5f5f5', margin: 0, padding: '24px 0' }}>
        <Container className="card" style={{ backgroundColor: '#ffffff', maxWidth: '560px', padding: '32px' }}>
          <Heading as="h1" className="text" style={{ ...text, fontSize: '20px', lineHeight: '28px', fontWeight: 600 }}>
            {title}
          </Heading>
          {children}
          <Hr style={{ borderColor: '#d1d1d1', margin: '24px 0 16px' }} />
          <Text
            className="quiet"
            style={{ ...text, fontSize: '12px', lineHeight: '18px', color: '#616161', margin: 0 }}
          >
            {t('email.sentBy')}{' '}
            <Link href={publicUrl} style={{ color: '#0f6cbd' }}>
              {new URL(publicUrl).host}
            </Link>
          </Text>
        </Container>
      </Body>
    </Html>
  );
}

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="text" style={text}>
      {children}
    </Text>
  );
}

/** A secondary remark below the main text. */
export function Small({ children }: { children: ReactNode }) {
  return (
    <Text className="quiet" style={{ ...text, fontSize: '13px', lineHeight: '20px', color: '#616161' }}>
      {children}
    </Text>
  );
}

/** The one thing to do. */
export function ActionButton({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Section style={{ margin: '24px 0' }}>
      <Button
        href={href}
        style={{
          fontFamily: font,
          fontSize: '15px',
          fontWeight: 600,
          lineHeight: '20px',
          color: '#ffffff',
          backgroundColor: '#0f6cbd',
          borderRadius: '4px',
          padding: '10px 20px',
          textDecoration: 'none',
        }}
      >
        {children}
      </Button>
    </Section>
  );
}

/** Label and value, line by line; a line without a value is left out. */
export function Facts({
  t,
  rows,
}: {
  t: Translate;
  rows: readonly (readonly [label: string, value: string | null])[];
}) {
  return (
    <Section style={{ margin: '0 0 16px' }}>
      {rows.map(([label, value]) =>
        value ? (
          <Text key={label} className="text" style={{ ...text, margin: '0 0 4px' }}>
            <span className="quiet" style={{ color: '#616161' }}>
              {t('email.label', { label })}{' '}
            </span>
            {value}
          </Text>
        ) : null,
      )}
    </Section>
  );
}

/** A person's own text: line breaks are kept, markup is not interpreted, and nothing becomes a link. */
export function Quote({ children }: { children: string }) {
  return (
    <Text
      className="text quote"
      style={{ ...text, borderLeft: '3px solid #0f6cbd', paddingLeft: '12px', whiteSpace: 'pre-line' }}
    >
      {unlinked(children)}
    </Text>
  );
}
