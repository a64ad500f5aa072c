import { app, authentication, pages } from '@microsoft/teams-js';

/** A page as small as an app in Teams can be: it talks to its host with the real teams-js and shows what it hears. */
const hostOrigin = document.documentElement.dataset.host ?? '';

function show(id: string, text: string): void {
  const output = document.createElement('output');
  output.id = id;
  output.textContent = text;
  document.getElementById(id)?.remove();
  document.body.append(output);
}

/** A button that does something with the host and shows, under the same name, how that ended. */
function button(name: string, action: () => Promise<unknown>): void {
  const element = document.createElement('button');
  element.textContent = name;
  element.addEventListener('click', async () => {
    const result = await action().catch(
      (error: unknown) => `refused: ${error instanceof Error ? error.message : error}`,
    );
    show(name.toLowerCase().replaceAll(' ', '-'), String(result));
  });
  document.body.append(element);
}

await app.initialize([hostOrigin]);
show('context', JSON.stringify(await app.getContext()));

if (app.getFrameContext() === 'authentication') {
  button('Succeed', async () => authentication.notifySuccess('one-time-code'));
  button('Fail', async () => authentication.notifyFailure('consent_declined'));
} else {
  app.registerOnThemeChangeHandler((theme) => show('theme', theme));
  button('Token', () => authentication.getAuthToken());
  button('Sign in', () =>
    authentication.authenticate({ url: `https://${location.host}/popup`, width: 500, height: 500 }),
  );
  button('Other page', () => pages.currentApp.navigateTo({ pageId: 'foyer', subPageId: '/users' }));
  button('Link', () => app.openLink(`https://${location.host}/elsewhere`));
  button('Bad link', () => app.openLink('javascript:alert(1)'));
  button('Loaded', async () => app.notifySuccess());
  button('Broken', async () => app.notifyFailure({ reason: app.FailedReason.Other, message: 'no database' }));
  button('Leave', async () => {
    window.top?.location.assign('https://attacker.example/');
  });
}
