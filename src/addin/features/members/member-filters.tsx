import { Button, makeStyles } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useTranslation } from 'react-i18next';
import type { MemberFilter, MembersQuery } from '../../../server/features/members/schemas.ts';
import { apiUrl } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { usePlaceName, useProfiles, useRoles } from '../profiles/use-choices.ts';
import { ColumnsMenu, type OptionalColumn } from './columns-menu.tsx';

/** By what members are filtered beside the view and the search. */
interface PlaceFilter {
  profileId: string;
  roleId: string;
}

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', gap: '8px', alignItems: 'center' },
  choice: { maxWidth: '220px', '@media (max-width: 640px)': { maxWidth: 'none', flexGrow: 1 } },
  end: { marginInlineStart: 'auto', display: 'flex', gap: '8px' },
});

export interface MemberFiltersProps {
  value: PlaceFilter;
  onChange: (change: Partial<PlaceFilter>) => void;
  /** The filters of the list, which the exported file has too. */
  exported: MemberFilter & Pick<MembersQuery, 'sort'>;
  columns: ReadonlySet<OptionalColumn>;
  onColumns: (columns: ReadonlySet<OptionalColumn>) => void;
}

/** MEM-9: filter by profile and role, choose columns, take the list along. */
export function MemberFilters({ value, onChange, exported, columns, onColumns }: MemberFiltersProps) {
  const styles = useStyles();
  const { t } = useTranslation('members');
  const placeName = usePlaceName();
  const choices = [
    ['profileId', t('members.anyProfile'), t('profile.label'), useProfiles().data ?? []],
    ['roleId', t('members.anyRole'), t('role.label'), useRoles().data ?? []],
  ] as const;
  return (
    <div className={styles.row}>
      {choices.map(([key, any, label, places]) => (
        <div key={key} className={styles.choice}>
          <Choice aria-label={label} value={value[key]} onChange={(_event, { value: id }) => onChange({ [key]: id })}>
            <option value="">{any}</option>
            {places.map(({ id, name }) => (
              <option key={id} value={id}>
                {placeName(name)}
              </option>
            ))}
          </Choice>
        </div>
      ))}
      <span className={styles.end}>
        <ColumnsMenu value={columns} onChange={onColumns} />
        <Button
          as="a"
          href={apiUrl('GET /members.csv', { query: exported })}
          download="members.csv"
          icon={<ArrowDownloadRegular />}
          appearance="subtle"
        >
          {t('members.export')}
        </Button>
      </span>
    </div>
  );
}
