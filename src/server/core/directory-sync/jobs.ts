import { MINUTE } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import * as organizations from '../organizations/service.ts';
import { syncDirectory } from './sync-directory.ts';

export const directoryJobs: JobDefinition[] = [
  {
    name: 'directory.sync-all',
    every: 30 * MINUTE,
    async run(services, _data, stopping) {
      for (const organization of await organizations.allTenants(services)) {
        if (stopping.aborted) return;
        // One that can't be read must not keep the others from being read.
        await syncDirectory(services, organization, stopping).catch((error: unknown) =>
          services.log.error({ err: error, organizationId: organization.id }, 'a directory could not be followed'),
        );
      }
    },
  },
];
