import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

/** Asks for the next page of a list, as long as there is one. */
export function MoreButton({ list }: { list: { hasNextPage: boolean; isFetching: boolean; readMore: () => void } }) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <div>
      <Button appearance="subtle" disabledFocusable={list.isFetching} onClick={list.readMore}>
        {t('common.more')}
      </Button>
    </div>
  );
}
