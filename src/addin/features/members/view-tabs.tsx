import { CounterBadge, makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useCounts, VIEWS, type View } from './use-members.ts';

const useStyles = makeStyles({
  tabs: { marginInlineStart: '-10px', '@media (max-width: 640px)': { display: 'none' } },
  count: { marginInlineStart: '6px', color: tokens.colorNeutralForeground3, fontWeight: tokens.fontWeightRegular },
  waiting: { marginInlineStart: '6px' },
  choice: { display: 'none', width: '100%', '@media (max-width: 640px)': { display: 'block' } },
});

export interface ViewTabsProps {
  view: View;
  onSelect: (view: View) => void;
}

/** The views with their counts: tabs, or one choice where there is no room for tabs. */
export function ViewTabs({ view, onSelect }: ViewTabsProps) {
  const styles = useStyles();
  const { t } = useTranslation('members');
  const { number } = useFormat();
  const counts = useCounts().data;
  const countOf = (name: View) => (counts ? number(counts[name]) : '');
  return (
    <>
      <TabList
        className={styles.tabs}
        selectedValue={view}
        aria-label={t('users.views')}
        onTabSelect={(_event, { value }) => onSelect(value as View)}
      >
        {VIEWS.map((name) => (
          <Tab key={name} value={name}>
            {t(`users.view.${name}`)}
            {name === 'requests' && counts && counts.requests > 0 ? (
              <CounterBadge className={styles.waiting} count={counts.requests} overflowCount={999} size="small" />
            ) : (
              <span className={styles.count}>{countOf(name)}</span>
            )}
          </Tab>
        ))}
      </TabList>
      <div className={styles.choice}>
        <Choice value={view} aria-label={t('users.views')} onChange={(_event, { value }) => onSelect(value as View)}>
          {VIEWS.map((name) => (
            <option key={name} value={name}>
              {t(`users.view.${name}`)} {countOf(name) && `(${countOf(name)})`}
            </option>
          ))}
        </Choice>
      </div>
    </>
  );
}
