import type { Owner } from '../../../server/features/records/schemas.ts';
import { api } from '../../api.ts';
import type { PickList } from '../../components/search-picker.tsx';

/** Whom a record can belong to, to be searched. */
export const OWNERS: PickList<Owner> = {
  path: '/records/owners',
  find: (query, signal) => api('GET /records/owners', { query, signal }),
};
