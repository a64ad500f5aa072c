import { MODULES, type Module } from '../../core/records/schemas.ts';
import { type Route, route } from '../../http/route.ts';
import { visitorOf } from '../../http/visitor.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from '../records/policy.ts';
import { exportRecords } from './export-records.ts';
import { importResults, showImport, templateOf } from './imports.ts';
import { receiveImport } from './receive-import.ts';
import { recordFilesCalls } from './schemas.ts';

const CSV = 'text/csv';

const asFile = (name: string) => ({ 'Content-Disposition': `attachment; filename="${name}.csv"` });

/** Files in and out of one kind of record. */
function fileRoutesOf(module: Module): Route[] {
  return [
    route(recordFilesCalls, `GET /records/${module}.csv`, {
      summary: `The ${module} that one sees, as CSV`,
      access: 'member',
      action: 'record.export',
      problems: ['permission_required'],
      handle: async ({ services, actor, query }) => ({
        type: CSV,
        headers: asFile(module),
        body: await exportRecords(services, authorize(actor, policy.exportRecords), module, query),
      }),
    }),
    route(recordFilesCalls, `POST /records/${module}/import`, {
      summary: `Import ${module} from CSV, in the background; the same key again gives the same import`,
      access: 'member',
      action: 'record.import',
      status: 202,
      problems: ['malformed_csv', 'import_interrupted', 'import_taken_over', 'import_limit', 'payload_too_large'],
      async handle({ services, actor, query: { key }, request }) {
        try {
          const { locale } = visitorOf(request);
          const authorized = authorize(actor, policy.importRecords);
          return await receiveImport(services, authorized, module, { key, file: request, locale });
        } finally {
          // What nobody wants to read any more has to go, or the answer would never be heard.
          request.resume();
        }
      },
    }),
    route(recordFilesCalls, `GET /records/${module}/import/template.csv`, {
      summary: `The columns of a file of ${module}, in the caller's language, as CSV to be filled in`,
      access: 'member',
      handle: async ({ actor }) => ({
        type: CSV,
        headers: asFile(`${module}-template`),
        body: templateOf(authorize(actor, policy.importRecords), module),
      }),
    }),
  ];
}

export const recordFileRoutes: Route[] = [
  route(recordFilesCalls, 'GET /records/imports/{id}', {
    summary: 'How far an import is',
    access: 'member',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) => showImport(services, authorize(actor, policy.importRecords), id),
  }),
  route(recordFilesCalls, 'GET /records/imports/{id}/results.csv', {
    summary: 'What came of each row, as CSV',
    access: 'member',
    problems: ['not_found'],
    handle: async ({ services, actor, params: { id } }) => ({
      type: CSV,
      headers: asFile('results'),
      body: await importResults(services, authorize(actor, policy.importRecords), id),
    }),
  }),
  ...MODULES.flatMap(fileRoutesOf),
];
