import { Button, Text, tokens } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Member } from '../../../server/features/members/schemas.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { type Place, ProfileRoleFields } from '../profiles/profile-role-fields.tsx';
import { useUpdateMember } from './use-members.ts';

/** MEM-11: another profile or role, which holds from the member's next call on. */
export function MemberPlaceForm({ member }: { member: Member }) {
  const { t } = useTranslation('members');
  const notify = useNotify();
  const isMe = useSession().member?.id === member.id;
  const { refresh } = useSessionControls();
  const held = { profileId: member.profile.id, roleId: member.role.id };
  const [place, setPlace] = useState<Place>(held);
  const update = useUpdateMember(member.id);
  const isChanged = place.profileId !== member.profile.id || place.roleId !== member.role.id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(place, {
      onSuccess: () => {
        notify.done(t('member.saved'));
        if (isMe) void refresh();
      },
    });
  };
  return (
    <Form onSubmit={submit}>
      <ProfileRoleFields value={place} held={held} onChange={setPlace} />
      <Text size={200} style={{ color: tokens.colorNeutralForeground2 }}>
        {t('member.placeHint')}
      </Text>
      <ProblemMessage error={update.error} />
      <Actions>
        <Button type="submit" appearance="primary" disabled={!isChanged} disabledFocusable={update.isPending}>
          {t('member.save')}
        </Button>
      </Actions>
    </Form>
  );
}
