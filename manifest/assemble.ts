import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** What differs from one installation to the next. */
export interface Installation {
  /** The host name Foyer answers on, such as `foyer.example.com`. */
  readonly host: string;
  /** The application (client) ID of the app registration in Microsoft Entra, a GUID. */
  readonly clientId: string;
  /** The app's version, `n.n.n`. */
  readonly version: string;
}

/** The parts of the unified manifest (schema 1.29) that the checks and the packaging read. */
export interface Manifest {
  readonly version: string;
  readonly id: string;
  readonly icons: Readonly<Record<string, string>>;
  readonly localizationInfo: { readonly additionalLanguages: readonly { languageTag: string; file: string }[] };
  readonly validDomains: readonly string[];
  readonly webApplicationInfo: { readonly id: string; readonly resource: string };
  readonly extensions: readonly Extension[];
}

interface Requirements {
  readonly scopes?: readonly string[];
}
interface Control {
  readonly id: string;
  readonly actionId?: string;
}
interface Tab {
  readonly builtInTabId?: string;
  readonly groups: readonly { readonly id: string; readonly controls: readonly Control[] }[];
}
export interface Ribbon {
  readonly requirements: Requirements;
  readonly tabs: readonly Tab[];
}
export interface Runtime {
  readonly id: string;
  readonly requirements: Requirements;
  readonly actions: readonly { readonly id: string }[];
}
export interface Extension {
  readonly runtimes: readonly Runtime[];
  readonly ribbons: readonly Ribbon[];
}

/** A language file: text by its path in the manifest, such as `staticTabs[0].name`. */
export type LanguageFile = Readonly<Record<string, string>>;

/** Everything that goes into the zip. */
export interface AppPackage {
  readonly manifest: Manifest;
  /** By the name of the file that the manifest gives. */
  readonly languages: ReadonlyMap<string, LanguageFile>;
  readonly icons: ReadonlyMap<string, Uint8Array>;
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** The app package of one installation, from the templates and icons beside this file. Checks nothing. */
export async function assemble(installation: Installation): Promise<AppPackage> {
  const template = await readFile(here('manifest.json'), 'utf8');
  const values: Record<string, string> = {
    HOST: installation.host,
    CLIENT_ID: installation.clientId,
    VERSION: installation.version,
  };
  const manifest: Manifest = JSON.parse(
    template.replace(/\{\{(\w+)\}\}/g, (placeholder, name) => values[name] ?? placeholder),
  );
  const languages = manifest.localizationInfo.additionalLanguages.map(
    async ({ file }): Promise<[string, LanguageFile]> => [file, JSON.parse(await readFile(here(file), 'utf8'))],
  );
  const icons = Object.values(manifest.icons).map(
    async (file): Promise<[string, Uint8Array]> => [file, await readFile(here(`icons/${file}`))],
  );
  return {
    manifest,
    languages: new Map(await Promise.all(languages)),
    icons: new Map(await Promise.all(icons)),
  };
}
