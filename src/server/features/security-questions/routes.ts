import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from './policy.ts';
import { securityQuestionsCalls } from './schemas.ts';
import { findQuestion, setQuestion } from './service.ts';

export const securityQuestionRoutes: Route[] = [
  route(securityQuestionsCalls, 'GET /account/security-question', {
    summary: 'My security question, without its answer',
    access: 'signed-in',
    handle: async ({ services, actor }) => ({ question: await findQuestion(services, actor.account.id) }),
  }),
  route(securityQuestionsCalls, 'PUT /account/security-question', {
    summary: 'Set my security question, or take it away',
    access: 'signed-in',
    limit: 'sign-ins',
    action: 'security-question.set',
    problems: ['no_password', 'wrong_password', 'too_many_attempts'],
    handle: ({ services, actor, body }) => setQuestion(services, authorize(actor, policy.setSecurityQuestion), body),
  }),
];
