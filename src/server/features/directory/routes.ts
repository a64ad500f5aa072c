import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { browseDirectory } from './browse-directory.ts';
import * as policy from './policy.ts';
import { requestSync } from './request-sync.ts';
import { directoryCalls } from './schemas.ts';
import { showPhoto } from './show-photo.ts';

export const directoryRoutes: Route[] = [
  route(directoryCalls, 'GET /directory/users', {
    summary: 'The users of the tenant, each with their standing in the organization',
    access: 'member',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => browseDirectory(services, authorize(actor, policy.browseDirectory), query),
  }),
  route(directoryCalls, 'GET /directory/users/{oid}/photo', {
    summary: 'The photo of one of the tenant’s users',
    access: 'member',
    revalidates: true,
    problems: ['permission_required', 'not_found', 'directory_unavailable'],
    async handle({ services, actor, params: { oid } }) {
      const photo = await showPhoto(services, authorize(actor, policy.browseDirectory), oid);
      return {
        type: photo.contentType,
        body: photo.bytes,
        headers: { 'Cache-Control': 'private, max-age=86400', ...(photo.etag && { ETag: photo.etag }) },
      };
    },
  }),
  route(directoryCalls, 'POST /directory/sync', {
    summary: 'Start a sync of the directory',
    access: 'member',
    action: 'directory.sync',
    status: 202,
    problems: ['permission_required'],
    async handle({ services, actor, body }) {
      await requestSync(services, authorize(actor, policy.syncDirectory), body);
    },
  }),
];
