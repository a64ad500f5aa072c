import { z } from 'zod';
import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import * as organizations from '../organizations/service.ts';
import { syncDirectory } from './sync-directory.ts';

const input = z.strictObject({ tenantId: z.guid() });

export const directoryJobs: JobDefinition[] = [
  {
    name: 'directory.sync',
    concurrency: 2,
    lockMs: HOUR,
    async run(services, data) {
      const organization = await organizations.findByTenant(services, input.parse(data).tenantId);
      if (organization) await syncDirectory(services, organization);
    },
  },
  {
    name: 'directory.sync-all',
    every: '30 minutes',
    lockMs: HOUR,
    async run(services) {
      for (const organization of await organizations.allTenants(services)) {
        // One that can't be read must not keep the others from being read.
        await syncDirectory(services, organization).catch((error: unknown) =>
          services.log.error({ err: error, organizationId: organization.id }, 'a directory could not be followed'),
        );
      }
    },
  },
];
