import assert from 'node:assert/strict';
import { detectHost } from '../../src/addin/host/detect.ts';
import { HostRefusal } from '../../src/addin/host/host.ts';
import { isSignInMessage } from '../../src/addin/host/popup.ts';
import { pathOfSubPage, pickLanguage, pickTheme } from '../../src/addin/host/preferences.ts';
import { signInPath } from '../../src/addin/host/sign-in-path.ts';
import { withinPatience } from '../../src/addin/host/time-limit.ts';

describe('what shows Foyer', () => {
  const window = { pathname: '/', search: '', isFramed: false, isNative: false, wasOffice: false };

  it('is a browser when Foyer has the window to itself', () => {
    assert.equal(detectHost(window), 'browser');
    assert.equal(detectHost({ ...window, pathname: '/pane' }), 'browser');
  });

  it('is Teams, Outlook or Microsoft 365 when Foyer is in a frame', () => {
    assert.equal(detectHost({ ...window, pathname: '/tab', isFramed: true }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/pane', isFramed: true }), 'teams');
  });

  it('is Teams, Outlook or Microsoft 365 at /tab without a frame too, and on a phone at every other page', () => {
    assert.equal(detectHost({ ...window, pathname: '/tab' }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/tab', wasOffice: true }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/users', isNative: true }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/users' }), 'browser');
  });

  it('is Office when the task pane is told so, and stays it after a reload', () => {
    const info = '?_host_Info=Word$Win32$16.01$en-US';
    assert.equal(detectHost({ ...window, pathname: '/pane', search: info }), 'office');
    assert.equal(detectHost({ ...window, pathname: '/pane', search: info, isFramed: true }), 'office');
    assert.equal(detectHost({ ...window, pathname: '/users', wasOffice: true }), 'office');
    assert.equal(detectHost({ ...window, pathname: '/tab', isFramed: true, wasOffice: true }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/pane', isFramed: true, wasOffice: true }), 'teams');
    assert.equal(detectHost({ ...window, pathname: '/users', search: info, isFramed: true }), 'teams');
  });
});

describe('what the host prefers', () => {
  it('is the first language that Foyer speaks, else English', () => {
    assert.equal(pickLanguage(['fr-CA', 'en']), 'fr');
    assert.equal(pickLanguage(['de', 'FR']), 'fr');
    assert.equal(pickLanguage([undefined, 'en-gb', 'fr']), 'en');
    assert.equal(pickLanguage(['frisian', 'de']), 'en');
    assert.equal(pickLanguage([]), 'en');
  });

  it('is one of three themes', () => {
    assert.equal(pickTheme('default'), 'light');
    assert.equal(pickTheme('dark'), 'dark');
    assert.equal(pickTheme('contrast'), 'contrast');
    assert.equal(pickTheme('glass'), 'dark');
    assert.equal(pickTheme(undefined), 'light');
  });
});

describe('a deep link', () => {
  it('leads to a page of Foyer', () => {
    assert.equal(pathOfSubPage('join-requests/6b0264a46e85afc586b39aaf'), '/join-requests/6b0264a46e85afc586b39aaf');
    assert.equal(pathOfSubPage('/invitations/ZUFU_NL0cxm5n8FjtmMBD1KgzmGTYKQ70h7-qHIbr9I')?.split('/').length, 3);
    assert.equal(pathOfSubPage('users?view=requests'), '/users?view=requests');
  });

  it('leads nowhere else', () => {
    const elsewhere = [
      'https://evil.example',
      '//evil.example',
      '\\\\evil',
      'javascript:alert(1)',
      '../x',
      '',
      undefined,
    ];
    for (const target of elsewhere) assert.ok(!/^\/(\/|\\)|:|\.\./.test(pathOfSubPage(target) ?? ''), String(target));
    assert.equal(pathOfSubPage('https://evil.example'), null);
    assert.equal(pathOfSubPage('javascript:alert(1)'), null);
    assert.equal(pathOfSubPage(undefined), null);
  });
});

describe('the way to the sign-in', () => {
  it('carries what Microsoft asked for, and where to come back to', () => {
    assert.equal(signInPath({ returnTo: '/users' }, { popup: false }), '/auth/sign-in?returnTo=%2Fusers');
    assert.equal(
      signInPath({ returnTo: '/', prompt: 'consent', claims: '{"a":1}' }, { popup: true }),
      '/auth/sign-in?popup=1&prompt=consent&claims=%7B%22a%22%3A1%7D',
    );
    assert.equal(
      signInPath({ returnTo: '/', prompt: 'none', loginHint: 'a+b@c.example' }, { popup: false }),
      '/auth/sign-in?returnTo=%2F&prompt=none&loginHint=a%2Bb%40c.example',
    );
  });

  it('comes back with a message of its own kind only', () => {
    assert.equal(isSignInMessage({ type: 'foyer.sign-in', code: 'x', error: null }), true);
    for (const other of [null, 'foyer.sign-in', {}, { type: 'webpackOk' }]) assert.equal(isSignInMessage(other), false);
  });
});

describe('a host that never answers', () => {
  it('is given up on after a while', async () => {
    const isSilence = (error: unknown) => error instanceof HostRefusal && error.reason === 'no_answer';
    await assert.rejects(withinPatience(new Promise(() => {}), 5), isSilence);
  });

  it('is waited for while there is time', async () => {
    assert.equal(await withinPatience(Promise.resolve('hello'), 5000), 'hello');
    await assert.rejects(withinPatience(Promise.reject(new TypeError('no')), 5000), TypeError);
  });
});
