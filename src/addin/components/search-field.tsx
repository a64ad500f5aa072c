import { SearchBox, type SearchBoxProps } from '@fluentui/react-components';
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** After so many milliseconds without a key what was typed is searched for. */
const REST = 250;

export interface SearchFieldProps {
  /** Name and example in one. */
  label: string;
  /** What is searched for. */
  value: string;
  /** Called when typing rests, without the spaces around. */
  onChange: (value: string) => void;
  className?: string;
}

/** A search box whose parts have names in the reader's language. */
export function SearchField({ label, value, onChange, className }: SearchFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // The value changed from outside, for example by *back*.
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  const search = useEffectEvent((typed: string) => {
    setKnown(typed);
    onChange(typed);
  });
  useEffect(() => {
    const typed = text.trim();
    if (typed === known) return;
    const timer = setTimeout(() => search(typed), REST);
    return () => clearTimeout(timer);
  }, [text, known]);
  const change: SearchBoxProps['onChange'] = (_event, data) => setText(data.value);
  return (
    <SearchBox
      value={text}
      aria-label={label}
      placeholder={label}
      maxLength={100}
      dismiss={{ 'aria-label': t('common.clear') }}
      onChange={change}
      {...(className && { className })}
    />
  );
}
