import { type Download, type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from './policy.ts';
import { exportsCalls } from './schemas.ts';
import {
  type ExportFile,
  latestAccountExport,
  latestOrganizationExport,
  openAccountExport,
  openOrganizationExport,
} from './show-export.ts';
import { startAccountExport, startOrganizationExport } from './start-export.ts';

const ZIP = 'application/zip';

export const exportRoutes: Route[] = [
  route(exportsCalls, 'POST /organization/export', {
    summary: "Export all of the organization's data as one ZIP file, in the background",
    access: 'member',
    tokens: false,
    action: 'organization.export',
    status: 202,
    problems: ['permission_required'],
    handle: ({ services, actor }) => startOrganizationExport(services, authorize(actor, policy.exportOrganization)),
  }),
  route(exportsCalls, 'GET /organization/export', {
    summary: "The organization's latest export: how far it is, or until when its file is kept",
    access: 'member',
    tokens: false,
    action: 'organization.export',
    problems: ['permission_required'],
    handle: async ({ services, actor }) => ({
      latest: await latestOrganizationExport(services, authorize(actor, policy.exportOrganization)),
    }),
  }),
  route(exportsCalls, 'GET /organization/exports/{id}/file', {
    summary: 'The file of an export of the organization',
    access: 'member',
    tokens: false,
    action: 'organization.export',
    problems: ['permission_required', 'not_found'],
    handle: async ({ services, actor, params: { id } }) =>
      asDownload(
        'organization',
        await openOrganizationExport(services, authorize(actor, policy.exportOrganization), id),
      ),
  }),
  route(exportsCalls, 'POST /account/export', {
    summary: 'Export all that is kept of me as one ZIP file, in the background',
    access: 'signed-in',
    action: 'account.export',
    status: 202,
    handle: ({ services, actor }) => startAccountExport(services, authorize(actor, policy.exportAccount)),
  }),
  route(exportsCalls, 'GET /account/export', {
    summary: 'The latest export of my data: how far it is, or until when its file is kept',
    access: 'signed-in',
    handle: async ({ services, actor }) => ({
      latest: await latestAccountExport(services, authorize(actor, policy.exportAccount)),
    }),
  }),
  route(exportsCalls, 'GET /account/exports/{id}/file', {
    summary: 'The file of an export of my data',
    access: 'signed-in',
    problems: ['not_found'],
    handle: async ({ services, actor, params: { id } }) =>
      asDownload('account', await openAccountExport(services, authorize(actor, policy.exportAccount), id)),
  }),
];

function asDownload(name: string, { body, size }: ExportFile): Download {
  return {
    type: ZIP,
    body,
    headers: { 'Content-Disposition': `attachment; filename="foyer-${name}.zip"`, 'Content-Length': `${size}` },
  };
}
