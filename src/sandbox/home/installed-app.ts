import { readFileSync } from 'node:fs';

/** What Microsoft 365 reads of a manifest to show and host an app. */
interface Manifest {
  readonly name: { readonly short: string };
  readonly description: { readonly short: string };
  readonly staticTabs: readonly {
    readonly entityId: string;
    readonly contentUrl: string;
    readonly websiteUrl: string;
  }[];
  readonly extensions: readonly { readonly runtimes: readonly { readonly code: { readonly page: string } }[] }[];
}

/** The files of the package are uploaded to Microsoft 365, not imported. */
const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../manifest/${file}`, import.meta.url), 'utf8'));
const manifest: Manifest = read('manifest.json');
const french: Readonly<Record<'name.short' | 'description.short', string>> = read('fr.json');

/** An app as the home page shows and hosts it, read from its manifest as Microsoft 365 does. */
export interface InstalledApp {
  readonly id: string;
  readonly name: Readonly<Record<'en' | 'fr', string>>;
  readonly description: Readonly<Record<'en' | 'fr', string>>;
  /** `contentUrl` of the personal tab, with the placeholders `{locale}` and `{theme}`. */
  readonly tabUrl: string;
  readonly tabId: string;
  readonly websiteUrl: string;
  /** The page of the task pane in Outlook and Office. */
  readonly paneUrl: string;
}

/** Foyer, installed for everybody in the sandbox from the same manifest that is packaged for Microsoft 365. */
export function installedApp(clientId: string, appUrl: string): InstalledApp {
  const filled = (template: string): string => template.replace('https://{{HOST}}', appUrl);
  const [tab] = manifest.staticTabs;
  const [pane] = manifest.extensions.flatMap((extension) => extension.runtimes);
  if (!tab || !pane) throw new TypeError('The manifest has no tab or no task pane.');
  return {
    id: clientId,
    name: { en: manifest.name.short, fr: french['name.short'] },
    description: { en: manifest.description.short, fr: french['description.short'] },
    tabUrl: filled(tab.contentUrl),
    tabId: tab.entityId,
    websiteUrl: filled(tab.websiteUrl),
    paneUrl: filled(pane.code.page),
  };
}
