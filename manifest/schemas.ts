import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { AppPackage } from './assemble.ts';

/**
 * Checks a package against the JSON Schemas that Microsoft ships in `@microsoft/app-manifest`; works offline.
 * @returns one line for each deviation; nothing when the manifest and its language files are valid.
 */
export async function problemsWithSchemas({ manifest, languages }: AppPackage): Promise<string[]> {
  const problems = await deviations('MicrosoftTeams.schema.json', manifest, 'manifest.json');
  for (const [file, texts] of languages) {
    problems.push(...(await deviations('MicrosoftTeams.Localization.schema.json', texts, file)));
  }
  return problems;
}

async function deviations(schemaFile: string, document: unknown, name: string): Promise<string[]> {
  const path = createRequire(import.meta.url).resolve(
    `@microsoft/app-manifest/build/json-schemas/teams/v1.29/${schemaFile}`,
  );
  // They call themselves draft-04, but use nothing that later drafts read differently; and their patterns
  // hold escapes that only a regular expression without the `u` flag accepts.
  const { $schema: _, ...schema } = JSON.parse(await readFile(path, 'utf8'));
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv, ['uri']);
  const validate = ajv.compile(schema);
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${name}${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
