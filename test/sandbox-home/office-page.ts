/** A task pane as small as one in Outlook can be: it talks to its host with the sandbox's Office.js and shows what it hears. */
interface Office {
  onReady(): Promise<{ host: string | null }>;
  auth: { getAccessToken(): Promise<string> };
  EventType: Record<'ItemChanged' | 'OfficeThemeChanged', string>;
  context: {
    displayLanguage: string;
    officeTheme: { bodyBackgroundColor: string };
    mailbox: {
      item: object | null;
      userProfile: { emailAddress: string };
      addHandlerAsync(type: string, handler: (event: { officeTheme?: object }) => void): void;
      removeHandlerAsync(type: string): void;
    };
    ui: {
      displayDialogAsync(url: string, options: object, callback: (result: DialogResult) => void): void;
      messageParent(message: string): void;
    };
  };
}

type DialogResult =
  | {
      status: 'succeeded';
      value: { close(): void; addEventHandler(type: string, handler: (event: object) => void): void };
    }
  | { status: 'failed'; error: { code: number } };

const { Office: office } = window as unknown as { Office: Office };

function show(id: string, value: unknown): void {
  const output = document.getElementById(id) ?? document.body.appendChild(document.createElement('output'));
  output.id = id;
  output.textContent = typeof value === 'string' ? value : JSON.stringify(value);
}

function button(name: string, action: () => void): void {
  const element = document.createElement('button');
  element.textContent = name;
  element.addEventListener('click', action);
  document.body.append(element);
}

function openDialog(address: string): void {
  office.context.ui.displayDialogAsync(address, { width: 40, height: 60 }, (result) => {
    if (result.status === 'failed') return show('dialog', result.error);
    const dialog = result.value;
    dialog.addEventHandler('dialogMessageReceived', (event) => {
      show('dialog', event);
      dialog.close();
    });
    dialog.addEventHandler('dialogEventReceived', (event) => show('dialog', event));
  });
}

show('history', String(history.pushState));
const { host } = await office.onReady();
show('host', String(host));
if (location.pathname === '/popup') {
  button('Say', () => office.context.ui.messageParent('one-time-code'));
} else {
  const { displayLanguage, officeTheme, mailbox } = office.context;
  show('surroundings', { displayLanguage, officeTheme, reader: mailbox.userProfile.emailAddress });
  show('item', mailbox.item);
  mailbox.addHandlerAsync(office.EventType.ItemChanged, () => show('item', mailbox.item));
  mailbox.addHandlerAsync(office.EventType.OfficeThemeChanged, (event) => show('theme', event.officeTheme));
  button(
    'Token',
    () =>
      void office.auth.getAccessToken().then(
        (token) => show('token', token),
        (error) => show('token', error),
      ),
  );
  button('Dialog', () => openDialog(`${location.origin}/popup`));
  button('Dialog elsewhere', () => openDialog('https://attacker.example/'));
  button('Stop listening', () => mailbox.removeHandlerAsync(office.EventType.ItemChanged));
}

export type {};
