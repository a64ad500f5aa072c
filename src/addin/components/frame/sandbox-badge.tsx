import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

/** Says that nothing here is real. Where it is not a sandbox, nobody fetches this. */
export default function SandboxBadge({ className }: { className: string }) {
  const { t } = useTranslation();
  return (
    <Badge className={className} appearance="tint" color="informative">
      {t('frame.sandbox')}
    </Badge>
  );
}
