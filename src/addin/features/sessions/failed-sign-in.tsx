import { useTranslation } from 'react-i18next';
import { PROBLEM_STATUS, type ProblemCode } from '../../../server/platform/problem-codes.ts';
import type { FailureCode } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';

/** Why a sign-in in the browser failed, of which the address names the code alone. */
export default function FailedSignIn({ code }: { code: FailureCode }) {
  const { t } = useTranslation('problems');
  return <Notice intent="warning">{isRefusal(code) ? t(code) : t('problem.unexpected')}</Notice>;
}

function isRefusal(code: FailureCode): code is ProblemCode {
  return code in PROBLEM_STATUS;
}
