import 'i18next';
import type problems from '../../server/i18n/problems.en.json';
import type accountLinks from '../features/account-links/texts.en.json';
import type accounts from '../features/accounts/texts.en.json';
import type apiTokens from '../features/api-tokens/texts.en.json';
import type audit from '../features/audit/texts.en.json';
import type authorizedSites from '../features/authorized-sites/texts.en.json';
import type closing from '../features/closing/texts.en.json';
import type directory from '../features/directory/texts.en.json';
import type exports from '../features/exports/texts.en.json';
import type extensions from '../features/extensions/texts.en.json';
import type home from '../features/home/texts.en.json';
import type invitations from '../features/invitations/texts.en.json';
import type joinRequests from '../features/join-requests/texts.en.json';
import type legal from '../features/legal/texts.en.json';
import type mailAccounts from '../features/mail-accounts/texts.en.json';
import type members from '../features/members/texts.en.json';
import type organizations from '../features/organizations/texts.en.json';
import type passwordResets from '../features/password-resets/texts.en.json';
import type passwords from '../features/passwords/texts.en.json';
import type profiles from '../features/profiles/texts.en.json';
import type records from '../features/records/texts.en.json';
import type reports from '../features/reports/texts.en.json';
import type roles from '../features/roles/texts.en.json';
import type securityQuestions from '../features/security-questions/texts.en.json';
import type sessions from '../features/sessions/texts.en.json';
import type signUps from '../features/sign-ups/texts.en.json';
import type subscription from '../features/subscription/texts.en.json';
import type welcome from '../features/welcome/texts.en.json';
import type common from './common.en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    fallbackNS: 'common';
    resources: {
      common: typeof common;
      problems: typeof problems;
      'account-links': typeof accountLinks;
      accounts: typeof accounts;
      'api-tokens': typeof apiTokens;
      audit: typeof audit;
      'authorized-sites': typeof authorizedSites;
      closing: typeof closing;
      directory: typeof directory;
      exports: typeof exports;
      extensions: typeof extensions;
      home: typeof home;
      invitations: typeof invitations;
      'join-requests': typeof joinRequests;
      legal: typeof legal;
      'mail-accounts': typeof mailAccounts;
      members: typeof members;
      organizations: typeof organizations;
      'password-resets': typeof passwordResets;
      passwords: typeof passwords;
      profiles: typeof profiles;
      records: typeof records;
      reports: typeof reports;
      roles: typeof roles;
      'security-questions': typeof securityQuestions;
      sessions: typeof sessions;
      'sign-ups': typeof signUps;
      subscription: typeof subscription;
      welcome: typeof welcome;
    };
  }
}
