import assert from 'node:assert/strict';
import { kinds } from '../../src/server/email-templates.ts';
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
});
