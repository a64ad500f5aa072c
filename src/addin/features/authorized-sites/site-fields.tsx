import { Checkbox, Field, Input, makeStyles, Radio, RadioGroup, Text, Textarea } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import {
  ID_TOKEN_ALGORITHMS,
  SITE_AUDIENCES,
  SITE_SCOPES,
  type SiteAudience,
  type SiteScope,
} from '../../../server/features/authorized-sites/schemas.ts';
import { isProblem } from '../../api.ts';
import { rightKey } from './rights-list.tsx';

const useStyles = makeStyles({
  legend: { padding: 0 },
  rights: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0, border: 'none', minWidth: 0 },
});

interface SiteDraft {
  name: string;
  /** One a line. */
  redirectUris: string;
  scopes: SiteScope[];
  audience: SiteAudience;
  idTokenAlgorithm: (typeof ID_TOKEN_ALGORITHMS)[number];
}

export const SITE_AT_START: SiteDraft = {
  name: '',
  redirectUris: '',
  scopes: ['profile', 'email'],
  audience: 'members',
  idTokenAlgorithm: 'RS256',
};

export function urisOf({ redirectUris }: SiteDraft): string[] {
  return redirectUris.split(/\s+/).filter(Boolean);
}

interface SiteFieldsProps {
  draft: SiteDraft;
  onChange: (draft: SiteDraft) => void;
  /** What the last attempt to save came to. */
  error: unknown;
}

/** What has to be said of a site to register it. */
export function SiteFields({ draft, onChange, error }: SiteFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation('authorized-sites');
  const refused = (name: string) => {
    const failures = isProblem(error, 'validation_failed') ? error.errors : [];
    return failures.find(({ field }) => field.split('.', 1)[0] === name)?.message;
  };
  const toggle = (scope: SiteScope, isOn: boolean) =>
    onChange({ ...draft, scopes: SITE_SCOPES.filter((each) => (each === scope ? isOn : draft.scopes.includes(each))) });
  const nameFailure = refused('name');
  const addressFailure = refused('redirectUris');
  return (
    <>
      <Field
        label={t('sites.name')}
        hint={t('sites.nameHint')}
        required
        {...(nameFailure && { validationMessage: nameFailure })}
      >
        <Input
          value={draft.name}
          maxLength={80}
          onChange={(_event, { value }) => onChange({ ...draft, name: value })}
        />
      </Field>
      <Field
        label={t('sites.redirectUris')}
        hint={t('sites.redirectUrisHint')}
        required
        {...(addressFailure && { validationMessage: addressFailure })}
      >
        <Textarea
          value={draft.redirectUris}
          spellCheck={false}
          rows={3}
          onChange={(_event, { value }) => onChange({ ...draft, redirectUris: value })}
        />
      </Field>
      <Field label={t('sites.audience')}>
        <RadioGroup
          value={draft.audience}
          onChange={(_event, { value }) => onChange({ ...draft, audience: value as SiteAudience })}
        >
          {SITE_AUDIENCES.map((each) => (
            <Radio key={each} value={each} label={t(`sites.audienceOf.${each}`)} />
          ))}
        </RadioGroup>
      </Field>
      <Field label={t('sites.algorithm')}>
        <RadioGroup
          layout="horizontal"
          value={draft.idTokenAlgorithm}
          onChange={(_event, { value }) =>
            onChange({ ...draft, idTokenAlgorithm: value as SiteDraft['idTokenAlgorithm'] })
          }
        >
          {ID_TOKEN_ALGORITHMS.map((each) => (
            <Radio key={each} value={each} label={each === 'RS256' ? t('sites.usual', { name: each }) : each} />
          ))}
        </RadioGroup>
      </Field>
      {/* Not in a field: that gives all that is in it one and the same label. */}
      <fieldset className={styles.rights}>
        <legend className={styles.legend}>{t('sites.rights')}</legend>
        {SITE_SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            checked={draft.scopes.includes(scope)}
            label={t(rightKey(scope))}
            onChange={(_event, { checked }) => toggle(scope, checked === true)}
          />
        ))}
        <Text size={200}>{t('sites.rightsHint')}</Text>
      </fieldset>
    </>
  );
}
