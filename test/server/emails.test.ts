import assert from 'node:assert/strict';
import { kinds, templateOf } from '../../src/server/email-templates.ts';
import { renderEmail } from '../../src/server/emails/render.tsx';
import { mailSamples, renderSample } from '../support/mail-samples.ts';

/** PRODUCT: "Mail that Foyer sends". */
const SENT = [
  'account-closed',
  'account-linked',
  'invitation',
  'join-request',
  'join-request-approved',
  'join-request-declined',
  'join-request-reminder',
  'login-id-freed',
  'mail-backup-finished',
  'member-deactivated',
  'member-reactivated',
  'new-device',
  'password-changed',
  'password-reset',
  'seats-exhausted',
  'sign-up',
];

describe('the mails that Foyer sends', () => {
  it('are these, each with a sample', () => {
    assert.deepEqual([...kinds].sort(), SENT);
    assert.deepEqual([...new Set(mailSamples.map(([kind]) => kind))].sort(), SENT);
  });

  for (const sample of mailSamples) {
    it(`${sample[0]} is complete in both languages, as HTML and as plain text`, () => {
      const english = renderSample(sample, 'en');
      const french = renderSample(sample, 'fr');
      for (const [language, { subject, html, text }] of Object.entries({ en: english, fr: french })) {
        assert.ok(subject.length > 5 && text.length > 100, text);
        assert.ok(html.includes(`lang="${language}"`));
        assert.ok(text.startsWith(subject), text);
        for (const words of [subject, text]) assert.doesNotMatch(words, /\{\{|email\.\w|undefined|\bnull\b/);
        // Every link of the page stands in the text, too.
        for (const [, href] of html.matchAll(/href="(https:[^"]+)"/g)) assert.ok(text.includes(href ?? ''), href);
      }
      assert.notEqual(english.subject, french.subject);
      assert.notEqual(english.text, french.text);
    });
  }

  it('say in their head that they are made for dark mailboxes', () => {
    for (const sample of mailSamples) {
      const { html } = renderSample(sample, 'en');
      assert.match(html, /<meta name="color-scheme" content="light dark"/);
      assert.match(html, /prefers-color-scheme: ?dark/);
      assert.match(html, /\[data-ogsc\]/);
    }
  });

  describe('with names that others made up', () => {
    const typed = [
      'Ada. Your account is locked! Call 0800 1 now?',
      'see https://evil.example/pay?x=1 soon',
      'www.evil.example',
      'evil\uFF0Eexample/login',
      '\u8D26\u6237\u5DF2\u9501\u5B9A\u3002\u8BF7\u6253\u5F00evil\u3002example',
      'pay@evil.example mailto:pay@evil.example',
      'Ada\u202Egnihsihp\u2066\u200F',
      'Ada\u0000\r\nBcc: all@evil.example\u2028x',
      'ev\u200Bil\u2060.exa\uFEFFmple',
      `${'very '.repeat(60)}long`,
    ];

    /** Every text of the sample that is no address, replaced. */
    const forged = (data: unknown, text: string) =>
      Object.fromEntries(
        Object.entries(data as object).map(([key, value]) => [
          key,
          [
            'fullName',
            'organization',
            'invitedBy',
            'decidedBy',
            'by',
            'memberName',
            'siteName',
            'message',
            'reason',
            'jobTitle',
            'department',
          ].includes(key)
            ? text
            : value,
        ]),
      );

    for (const [kind, data] of mailSamples) {
      it(`${kind} has a subject of one sentence, and no link but its own`, () => {
        for (const text of typed) {
          for (const language of ['en', 'fr'] as const) {
            const about = forged(data, text);
            const own = renderSample([kind, data], language);
            const {
              subject,
              html,
              text: plain,
            } = renderEmail(templateOf(kind), about, language, 'https://foyer.example.com');
            assert.doesNotMatch(subject, /[.!?\u3002\uFF0E/@\\]|:\S/, subject);
            assert.doesNotMatch(subject, /[\p{Cc}\u200B\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u, subject);
            assert.ok(subject.length <= own.subject.length + 170, subject);
            assert.doesNotMatch(plain, /evil[.\uFF0E\u3002]example|https?:\/\/evil|mailto:\w|pay@evil/, plain);
            assert.doesNotMatch(plain + html, /[\u202A-\u202E\u2066-\u2069]/u);
            const links = (page: string) => [...page.matchAll(/href="([^"]+)"/g)].map(([, href]) => href);
            assert.deepEqual(links(html), links(own.html));
          }
        }
      });
    }

    it('writes a usual name as it is', () => {
      for (const name of [
        'Siobh\u00E1n O\u2019Connell-Smith',
        'Alder & Vale',
        '\u0639\u0644\u06CC\u200C\u0631\u0636\u0627',
        '\u5C71\u7530 \u592A\u90CE',
        'Col\u00B7lecci\u00F3',
      ]) {
        const { subject } = renderEmail(
          templateOf('seats-exhausted'),
          { organization: name, fullName: 'A', loginId: 'a@b.example' },
          'en',
          'https://foyer.example.com',
        );
        assert.equal(subject, `${name} has no seat left`);
      }
    });
  });
});
