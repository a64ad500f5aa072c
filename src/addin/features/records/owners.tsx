import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Owner } from '../../../server/features/records/schemas.ts';
import { api } from '../../api.ts';
import type { PickList } from '../../components/search-picker.tsx';

/** Who owns a record; an inactive owner is marked (MEM-3). */
export function OwnerName({ owner }: { owner: Owner | null }) {
  const { t } = useTranslation();
  if (!owner) return t('person.deleted');
  return (
    <>
      {owner.fullName}{' '}
      {owner.status === 'inactive' && (
        <Badge appearance="tint" color="warning">
          {t('person.inactive')}
        </Badge>
      )}
    </>
  );
}

/** Whom a record can belong to, to be searched. */
export const OWNERS: PickList<Owner> = {
  path: '/records/owners',
  find: (query, signal) => api('GET /records/owners', { query, signal }),
};
