import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { AcceptTerms } from './accept-terms.tsx';

export interface JoinFormProps {
  /** Accepts one's own invitation, or a link's. */
  accept: (body: { termsVersion: string }) => Promise<unknown>;
  organizationName: string;
  termsVersion: string;
  onJoined: () => Promise<void>;
  /** The terms have changed since they were shown. */
  onOutdated: () => Promise<unknown>;
}

/** INV-4: joining needs the terms to be accepted, in the version that was shown. */
export function JoinForm({ accept, organizationName, termsVersion, onJoined, onOutdated }: JoinFormProps) {
  const { t } = useTranslation('invitations');
  const [isAccepted, setAccepted] = useState(false);
  const join = useMutation({
    mutationFn: () => accept({ termsVersion }),
    onSuccess: onJoined,
    onError: async (error) => {
      if (!isProblem(error, 'terms_outdated')) return;
      setAccepted(false);
      await onOutdated();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate();
  };
  return (
    <Form onSubmit={submit}>
      <AcceptTerms version={termsVersion} isAccepted={isAccepted} onChange={setAccepted} />
      <ProblemMessage error={join.error} />
      <Actions>
        <Button type="submit" appearance="primary" disabled={!isAccepted} disabledFocusable={join.isPending}>
          {t('join.submit', { name: organizationName })}
        </Button>
      </Actions>
    </Form>
  );
}
