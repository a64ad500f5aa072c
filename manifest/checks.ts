import type { AppPackage, Extension, Manifest, Ribbon } from './assemble.ts';
import { textsOf } from './texts.ts';

/** Built-in ribbon tabs by scope: https://learn.microsoft.com/office/dev/add-ins/develop/built-in-ui-ids */
const builtInTabs: Readonly<Record<string, readonly string[]>> = {
  mail: ['TabDefault'],
  workbook: ['TabHome', 'TabInsert', 'TabData', 'TabReview', 'TabView'],
  document: ['TabHome', 'TabInsert', 'TabReferences', 'TabMailings', 'TabView'],
  presentation: ['TabHome', 'TabInsert', 'TabDesign', 'TabReview', 'TabView'],
};

const iconSizes: Readonly<Record<string, number>> = { color: 192, outline: 32, color32x32: 32 };

/**
 * What Microsoft's JSON Schema does not catch, and an upload or a first start would.
 * @returns one sentence for each thing that is wrong; nothing when all is well.
 */
export function problemsTheSchemaLacks({ manifest, languages, icons }: AppPackage): string[] {
  return [
    ...versionProblems(manifest),
    ...addressProblems(manifest),
    ...manifest.extensions.flatMap(extensionProblems),
    ...languageProblems(manifest, languages),
    ...iconProblems(manifest, icons),
  ];
}

function versionProblems({ version }: Manifest): string[] {
  return /^\d+\.\d+\.\d+$/.test(version)
    ? []
    : [`The version "${version}" is not three numbers: Microsoft 365 takes no pre-release versions.`];
}

function addressProblems(manifest: Manifest): string[] {
  const { validDomains, webApplicationInfo: app } = manifest;
  const domains = validDomains
    .filter((domain) => !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*$/i.test(domain))
    .map((domain) => `validDomains holds "${domain}", which is not a bare host name.`);
  const addresses = stringsOf(manifest)
    .filter((text) => /^\w+:\/\//.test(text) && text !== app.resource)
    .filter((text) => !text.startsWith('https://'))
    .map((text) => `The address ${text} does not begin with https://.`);
  const expected = new RegExp(`^api://[^/]+/${app.id}$`);
  const resource = expected.test(app.resource)
    ? []
    : [`webApplicationInfo.resource is "${app.resource}" instead of api://{host}/${app.id}.`];
  const placeholders = stringsOf(manifest)
    .filter((text) => text.includes('{{'))
    .map((text) => `A placeholder was not filled in: ${text}`);
  return [...domains, ...addresses, ...resource, ...placeholders];
}

function extensionProblems({ runtimes, ribbons }: Extension): string[] {
  const controls = ribbons.flatMap((ribbon) => ribbon.tabs.flatMap((tab) => tab.groups.flatMap((g) => g.controls)));
  const groups = ribbons.flatMap((ribbon) => ribbon.tabs.flatMap((tab) => tab.groups));
  const actions = runtimes.flatMap((runtime) => runtime.actions);
  return [
    ...[runtimes, actions, groups, controls].flatMap(repeated),
    ...ribbons.flatMap((ribbon) => [...tabProblems(ribbon), ...actionProblems(ribbon, runtimes)]),
  ];
}

function repeated(items: readonly { id: string }[]): string[] {
  const ids = items.map((item) => item.id);
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `The id "${id}" is used twice.`);
}

function tabProblems({ requirements, tabs }: Ribbon): string[] {
  return tabs.flatMap(({ builtInTabId }) =>
    (requirements.scopes ?? [])
      .filter((scope) => builtInTabId && !builtInTabs[scope]?.includes(builtInTabId))
      .map((scope) => `There is no built-in tab "${builtInTabId}" in the scope "${scope}".`),
  );
}

function actionProblems({ requirements, tabs }: Ribbon, runtimes: Extension['runtimes']): string[] {
  const controls = tabs.flatMap((tab) => tab.groups.flatMap((group) => group.controls));
  return controls.flatMap(({ id, actionId }) => {
    const runtime = runtimes.find(({ actions }) => actions.some((action) => action.id === actionId));
    if (!runtime) return [`The button "${id}" names the action "${actionId}", which no runtime has.`];
    const covered = runtime.requirements.scopes ?? requirements.scopes ?? [];
    return (requirements.scopes ?? [])
      .filter((scope) => !covered.includes(scope))
      .map((scope) => `The button "${id}" is shown in "${scope}", where the runtime "${runtime.id}" does not run.`);
  });
}

function languageProblems(manifest: Manifest, languages: AppPackage['languages']): string[] {
  const expected = [...textsOf(manifest).keys()];
  return [...languages].flatMap(([file, { $schema: _, ...texts }]) => [
    ...expected.filter((key) => !(key in texts)).map((key) => `${file} lacks ${key}.`),
    ...Object.keys(texts)
      .filter((key) => !expected.includes(key))
      .map((key) => `${file} has ${key}, which the manifest has not.`),
  ]);
}

function iconProblems(manifest: Manifest, icons: AppPackage['icons']): string[] {
  return Object.entries(manifest.icons).flatMap(([kind, file]) => {
    const size = iconSizes[kind];
    const found = pngSize(icons.get(file));
    return found?.width === size && found?.height === size ? [] : [`${file} is not a PNG of ${size} × ${size} pixels.`];
  });
}

/** Width and height from the IHDR chunk, which comes first (PNG, section 11.2.2). */
function pngSize(bytes: Uint8Array | undefined): { width: number; height: number } | undefined {
  if (!bytes || Buffer.from(bytes.subarray(0, 8)).toString('latin1') !== '\x89PNG\r\n\x1a\n') return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsOf) : [];
}
