import { SearchBox, type SearchBoxProps } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

export interface SearchFieldProps {
  /** Name and example in one. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  className?: string;
}

/** A search box whose parts have names in the reader's language. */
export function SearchField({ label, value, onChange, className }: SearchFieldProps) {
  const { t } = useTranslation();
  const change: SearchBoxProps['onChange'] = (_event, data) => onChange(data.value);
  return (
    <SearchBox
      value={value}
      aria-label={label}
      placeholder={label}
      dismiss={{ 'aria-label': t('common.clear') }}
      onChange={change}
      {...(className && { className })}
    />
  );
}
